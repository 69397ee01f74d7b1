import type { Galley } from '../galley.ts'
import type { RepositoryRef } from '../orders/order.ts'
import { pullRequestKey } from '../queue/job.ts'
import { nextInTurn } from './production-queue.ts'

/** Gives the turn to the next promotion that waits. */
export async function startNextPromotion(galley: Galley, repository: RepositoryRef): Promise<void> {
  const next = nextInTurn(await galley.store.orders.open(String(repository.id), 'production'))
  if (next === null) return
  await galley.queue.send(pullRequestKey(repository.id, next.content.pull_request ?? 0), {
    type: 'start',
    order: next.content.id,
  })
}
