import { pullRequestKey } from '../queue/job.ts'

interface Numbered {
  readonly number?: unknown
}

interface AnyPayload {
  readonly repository?: { readonly id?: unknown }
  readonly pull_request?: Numbered
  readonly issue?: Numbered
  readonly check_run?: { readonly head_sha?: unknown; readonly pull_requests?: readonly Numbered[] }
  readonly merge_group?: { readonly head_sha?: unknown }
  readonly workflow_run?: { readonly id?: unknown }
}

/** What a delivery has to wait its turn for: its pull request where it names one, else the thing it is about. */
export function orderingKey(payload: AnyPayload): string {
  const repository = String(payload.repository?.id ?? 'none')
  const number = payload.pull_request?.number ?? payload.issue?.number ?? payload.check_run?.pull_requests?.[0]?.number
  if (typeof number === 'number') return pullRequestKey(repository, number)
  const other = payload.check_run?.head_sha ?? payload.merge_group?.head_sha ?? payload.workflow_run?.id ?? 'other'
  return `${repository}/${String(other)}`
}
