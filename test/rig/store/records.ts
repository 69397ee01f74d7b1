/** What the rig remembers. Plain data: no answers, no addresses. */

export interface Account {
  readonly id: number
  readonly login: string
  readonly type: 'User' | 'Organization' | 'Bot'
  readonly createdAt: string
}

export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin'

export interface Repository {
  readonly id: number
  readonly owner: Account
  readonly name: string
  readonly private: boolean
  readonly defaultBranch: string
  /** Folder of the bare repository. */
  readonly bare: string
  readonly fork: Repository | null
  readonly variables: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
  readonly collaborators: Map<string, Role>
  /** Checks that a ruleset requires on the default branch; `app` null: from any source. */
  readonly requiredChecks: { readonly name: string; readonly app: number | null }[]
  readonly createdAt: string
  pushedAt: string
  lastNumber: number
}

export interface App {
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly clientId: string
  readonly owner: Account
  readonly bot: Account
  readonly createdAt: string
}

export type Level = 'read' | 'write'
export type Permissions = Readonly<Record<string, Level>>

export interface Installation {
  readonly id: number
  readonly app: App
  readonly account: Account
  readonly repositories: Set<number>
  readonly permissions: Permissions
  readonly events: readonly string[]
  readonly createdAt: string
}

export interface Pull {
  readonly id: number
  readonly number: number
  readonly repository: Repository
  readonly author: Account
  readonly head: { readonly repository: Repository; readonly ref: string; sha: string }
  readonly base: { ref: string; sha: string }
  readonly createdAt: string
  title: string
  body: string | null
  draft: boolean
  state: 'open' | 'closed'
  updatedAt: string
  closedAt: string | null
  merged: { readonly by: Account; readonly at: string; readonly commit: string } | null
  /** The test merge: null when head and base conflict. */
  mergeCommit: string | null
}

export interface Review {
  readonly id: number
  readonly pull: Pull
  readonly author: Account
  readonly body: string
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED'
  readonly commit: string
  readonly createdAt: string
}

export interface Comment {
  readonly id: number
  readonly repository: Repository
  readonly issue: number
  readonly author: Account
  readonly app: App | null
  readonly createdAt: string
  readonly reactions: Reaction[]
  body: string
  updatedAt: string
}

export interface Reaction {
  readonly id: number
  readonly content: string
  readonly user: Account
  readonly createdAt: string
}

export interface Suite {
  readonly id: number
  readonly repository: Repository
  readonly app: App
  readonly headSha: string
  readonly headBranch: string | null
  readonly createdAt: string
}

export interface Annotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column?: number
  readonly end_column?: number
  readonly annotation_level: 'notice' | 'warning' | 'failure'
  readonly message: string
  readonly title?: string
  readonly raw_details?: string
}

export interface Image {
  readonly alt: string
  readonly image_url: string
  readonly caption?: string
}

export interface CheckAction {
  readonly label: string
  readonly description: string
  readonly identifier: string
}

export interface Check {
  readonly id: number
  readonly repository: Repository
  readonly suite: Suite
  readonly app: App
  readonly headSha: string
  readonly annotations: Annotation[]
  name: string
  externalId: string
  detailsUrl: string | null
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: string | null
  startedAt: string
  completedAt: string | null
  output: { title: string | null; summary: string | null; text: string | null; images: readonly Image[] }
  actions: readonly CheckAction[]
}

export interface Deployment {
  readonly id: number
  readonly repository: Repository
  readonly sha: string
  readonly ref: string
  readonly task: string
  readonly environment: string
  readonly description: string | null
  readonly payload: unknown
  readonly transient: boolean
  readonly production: boolean
  readonly creator: Account
  readonly app: App | null
  readonly statuses: DeploymentStatus[]
  readonly createdAt: string
  updatedAt: string
}

export interface DeploymentStatus {
  readonly id: number
  readonly state: string
  readonly creator: Account
  readonly app: App | null
  readonly description: string
  readonly environment: string
  readonly environmentUrl: string
  readonly logUrl: string
  readonly createdAt: string
}

export interface Workflow {
  readonly id: number
  readonly repository: Repository
  /** As .github/workflows/galley.yml. */
  readonly path: string
  readonly createdAt: string
  name: string
}

export type RunStatus = 'queued' | 'pending' | 'in_progress' | 'completed'
export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'startup_failure'

export interface Run {
  readonly id: number
  readonly repository: Repository
  readonly workflow: Workflow
  readonly number: number
  readonly event: 'workflow_dispatch'
  readonly actor: Account
  readonly headSha: string
  readonly headBranch: string
  readonly inputs: Readonly<Record<string, string>>
  readonly createdAt: string
  /** What `run-name` makes of it. */
  readonly title: string
  attempt: number
  status: RunStatus
  conclusion: Conclusion | null
  startedAt: string
  updatedAt: string
  jobs: Job[]
  /** All that was printed, with secrets masked. */
  log: string
}

export interface Job {
  readonly id: number
  readonly key: string
  readonly name: string
  readonly createdAt: string
  readonly steps: Step[]
  readonly outputs: Record<string, string>
  /** What `::error` and its like said. */
  readonly annotations: RunAnnotation[]
  summary: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  startedAt: string
  completedAt: string | null
}

export interface Step {
  readonly number: number
  readonly name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  startedAt: string | null
  completedAt: string | null
}

export interface RunAnnotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly message: string
  readonly properties: Readonly<Record<string, string>>
}
