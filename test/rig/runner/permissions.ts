import type { Permissions } from '../store/records.ts'
import type { JobFile, WorkflowFile, WrittenPermissions } from './workflow.ts'

export interface RunPermissions {
  readonly token: Permissions
  /** Whether the job may ask for identity tokens. */
  readonly identity: boolean
}

const all = ['actions', 'checks', 'contents', 'deployments', 'issues', 'packages', 'pages', 'pull_requests', 'statuses']

/** What GitHub gives when nothing is written: its restricted default. */
const unwritten: WrittenPermissions = { contents: 'read', packages: 'read' }

/** What a job's token may do. What is not named is not given. */
export function permissionsOf(workflow: WorkflowFile, job: JobFile): RunPermissions {
  const written = job.permissions ?? workflow.permissions ?? unwritten
  if (written === 'read-all') return { token: grant(all, 'read'), identity: false }
  if (written === 'write-all') return { token: grant(all, 'write'), identity: true }
  const token: Record<string, 'read' | 'write'> = { metadata: 'read' }
  for (const [name, level] of Object.entries(written)) {
    if (level !== 'none' && name !== 'id-token') token[name.replaceAll('-', '_')] = level
  }
  return { token, identity: written['id-token'] === 'write' }
}

function grant(names: readonly string[], level: 'read' | 'write'): Permissions {
  return { metadata: 'read', ...Object.fromEntries(names.map((name) => [name, level])) }
}
