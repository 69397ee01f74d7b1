import type { RunnerClaims } from './oidc.ts'
import type { OrderContent } from './order.ts'
import { workflowOf } from './start.ts'

/**
 * What in a runner's token does not fit the order, as a sentence; null when all of it fits. Each claim is bound by
 * itself; `sub` is not read, because its form has changed before.
 */
export function misfit(claims: RunnerClaims, content: OrderContent, runId: string): string | null {
  const { repository } = content
  const workflowRef = `${repository.owner}/${repository.name}/.github/workflows/${workflowOf(content)}@refs/heads/${repository.defaultBranch}`
  const rules: [fits: boolean, message: string][] = [
    [claims.repositoryId === String(repository.id), 'The token is for another repository.'],
    [claims.ownerId === String(repository.ownerId), 'The token is for another owner.'],
    [claims.eventName === 'workflow_dispatch', `The run was started by ${claims.eventName}, not by workflow_dispatch.`],
    [
      claims.workflowRef.toLowerCase() === workflowRef.toLowerCase(),
      `The run is of ${claims.workflowRef}, not of ${workflowRef}.`,
    ],
    [claims.runId === runId, 'The token is for another run.'],
    [Number.isInteger(claims.runAttempt) && claims.runAttempt > 0, 'The token names no attempt.'],
  ]
  return rules.find(([fits]) => !fits)?.[1] ?? null
}
