import { sha256 } from '../../recipes-schema/text/digest.ts'
import type { Galley } from '../galley.ts'
import { regateAll } from '../gating/regate.ts'
import { productionWork } from '../github/permissions.ts'
import { type OrderContent, orderId, type RepositoryRef, unplannedOrder } from '../orders/order.ts'
import { startPromotion } from './production-queue.ts'

interface Rollback {
  /** The delivery that asked for it. */
  readonly id: string
  readonly repository: RepositoryRef
  readonly pullRequest: number
  readonly actor: string
  /** Null: the version before. */
  readonly to: number | null
}

/**
 * Orders production back to an earlier version, and locks it: the default branch still holds what is taken back, and
 * whatever is merged next would promote it again. It goes before promotions that wait.
 */
export async function rollBackProduction(
  galley: Galley,
  { id, repository, pullRequest, actor, to }: Rollback,
): Promise<{ readonly order: string; readonly locked: boolean }> {
  const client = galley.github.repository(repository, productionWork)
  const order = orderId(sha256(`rollback ${repository.id} ${id}`))
  const reason = `rolled back in #${pullRequest}`
  const locked = await galley.store.locks.lock(String(repository.id), { recipe: '*', reason, actor })
  const known = await galley.store.orders.get(order)
  if (known === null) {
    const { base } = await client.contents.compare(repository.defaultBranch, repository.defaultBranch)
    const frame = { id: order, repository, pull_request: pullRequest, actor, title: 'Rollback' }
    const content: OrderContent = {
      ...unplannedOrder({ ...frame, kind: 'rollback', environment: 'production' }, base),
      to_version: to,
    }
    await galley.store.orders.request(content)
  }
  await startPromotion(galley, order)
  await regateAll(galley, repository)
  return { order, locked }
}
