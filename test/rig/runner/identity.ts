import { randomBytes } from 'node:crypto'
import type { Job, Run } from '../store/records.ts'
import type { githubContext } from './contexts.ts'

export interface RunIdentity {
  readonly run: Run
  readonly job: Job
  readonly claims: Readonly<Record<string, unknown>>
}

export type Identities = ReturnType<typeof createIdentities>

/** The jobs that may ask for identity tokens now, by what they show for it. */
export function createIdentities() {
  const known = new Map<string, RunIdentity>()
  return {
    of: (token: string): RunIdentity | undefined => known.get(token),
    allow(identity: RunIdentity): string {
      const token = randomBytes(48).toString('base64url')
      known.set(token, identity)
      return token
    },
    forget: (token: string): boolean => known.delete(token),
  }
}

/** What GitHub says about a job in its token, without time and audience. */
export function claimsOf(github: ReturnType<typeof githubContext>, environment: string | null) {
  const { repository } = github
  const subject = environment === null ? `ref:${github.ref}` : `environment:${environment}`
  return {
    sub: `repo:${repository}:${subject}`,
    ref: github.ref,
    sha: github.sha,
    repository,
    repository_id: github.repository_id,
    repository_owner: github.repository_owner,
    repository_owner_id: github.repository_owner_id,
    repository_visibility: github.repository_visibility,
    run_id: github.run_id,
    run_number: github.run_number,
    run_attempt: github.run_attempt,
    actor: github.actor,
    actor_id: github.actor_id,
    workflow: github.workflow,
    head_ref: github.head_ref,
    base_ref: github.base_ref,
    event_name: github.event_name,
    ref_protected: String(github.ref_protected),
    ref_type: github.ref_type,
    workflow_ref: github.workflow_ref,
    workflow_sha: github.workflow_sha,
    job_workflow_ref: github.workflow_ref,
    job_workflow_sha: github.workflow_sha,
    runner_environment: 'github-hosted',
    ...(environment === null ? {} : { environment }),
  }
}
