import { gateName } from '../checks/check.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import { isNewest } from '../kitchens/outcome.ts'
import { withKnownAcceptances } from '../orders/acceptances.ts'
import { judge } from '../orders/judgement.ts'
import type { RepositoryRef } from '../orders/order.ts'
import { mergeWished } from '../promotion/merge.ts'
import { pullRequestKey } from '../queue/job.ts'
import { sayGate } from './say-gate.ts'

/** Looks at a pull request's gate again: a review, a lock or the base branch has changed. It runs nothing. */
export async function regate(galley: Galley, repository: RepositoryRef, pullRequest: number): Promise<void> {
  const client = galley.github.repository(repository, kitchenWork)
  const pull = await client.pulls.get(pullRequest)
  if (!pull.open) return
  const repositoryId = String(repository.id)
  const orders = await galley.store.orders.ofPullRequest(repositoryId, pullRequest)
  const order = orders.findLast(({ content }) => content.kind === 'kitchen' && content.head === pull.head)
  if (order === undefined || order.state.status !== 'judged' || order.report === null) return
  const own = await client.checks.own(pull.head)
  // Something else has the last word on this commit.
  if (!isNewest(own, gateName, order.content.id)) return
  const report = withKnownAcceptances(order.report, await galley.store.decisions.accepted(repositoryId, pullRequest))
  const green = await sayGate(galley, client, own, { order, report, judgement: judge(order.content, report) })
  if (green) await mergeWished(galley, repository, pullRequest, pull.head)
}

/** Has every open pull request's gate looked at again. */
export async function regateAll(galley: Galley, repository: RepositoryRef): Promise<void> {
  const client = galley.github.repository(repository, kitchenWork)
  for (const pullRequest of await client.pulls.open())
    await galley.queue.send(pullRequestKey(repository.id, pullRequest), { type: 'regate', repository, pullRequest })
}
