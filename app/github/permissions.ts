/** What a token may do. Each piece of work asks for what it needs and no more. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>

/** Plan, check, dispatch, comment. */
export const kitchenWork: Permissions = {
  metadata: 'read',
  contents: 'read',
  pull_requests: 'write',
  checks: 'write',
  actions: 'write',
}

/** The same, and Deployments. */
export const productionWork: Permissions = { ...kitchenWork, deployments: 'write' }

/** An issue as an alert. */
export const alertWork: Permissions = { metadata: 'read', issues: 'write' }

/** Who is in a team of the organisation. */
export const teamWork: Permissions = { metadata: 'read', members: 'read' }

/** Merging, which is asked for by a command alone. */
export const mergeWork: Permissions = { metadata: 'read', contents: 'write', pull_requests: 'write' }
