import { sha256 } from '../../recipes-schema/text/digest.ts'
import type { Galley } from '../galley.ts'
import { productionWork } from '../github/permissions.ts'
import { type OrderContent, orderId, type RepositoryRef, type StoredOrder, unplannedOrder } from '../orders/order.ts'
import { startPromotion } from '../promotion/production-queue.ts'
import type { Scheduled } from '../store/schedules.ts'

export interface ProductionRun extends Scheduled {
  readonly repository: RepositoryRef
  /** The day that it is for, YYYY-MM-DD. */
  readonly date: string
  /** What makes it this run and no other: a moment of its schedule, or the command that asked for it. */
  readonly occasion: string
  readonly actor: string
}

/** The order of a production run; equal for whoever makes it. */
export function productionOrderId({
  repository,
  recipe,
  variation,
  occasion,
}: Omit<ProductionRun, 'date' | 'actor'>): string {
  return orderId(sha256(JSON.stringify(['produce', repository.id, recipe, variation, occasion])))
}

/**
 * Runs one recipe in production, at the tip of the default branch, on its newest data. One that waits already for the same
 * day does the same, so it is taken for this one. Answers the order that does it.
 */
export async function produce(galley: Galley, run: ProductionRun): Promise<string> {
  const { repository, recipe, variation, date, actor } = run
  const id = productionOrderId(run)
  const waiting = await waitingRun(galley, run)
  if (waiting !== undefined && waiting.content.id !== id) return waiting.content.id
  if ((await galley.store.orders.get(id)) === null) {
    const client = galley.github.repository(repository, productionWork)
    const { base: tip } = await client.contents.compare(repository.defaultBranch, repository.defaultBranch)
    const title = `Run of ${recipe}${variation === null ? '' : ` (${variation})`} for ${date}`
    const frame = { id, repository, pull_request: null, actor, title }
    const content: OrderContent = {
      ...unplannedOrder({ ...frame, kind: 'produce', environment: 'production' }, tip),
      produce: { recipe, variation, date },
    }
    await galley.store.orders.request(content)
  }
  await startPromotion(galley, id)
  return id
}

/** A run of the same for the same day that has not begun. */
export async function waitingRun(
  galley: Galley,
  { repository, recipe, variation, date }: Omit<ProductionRun, 'occasion' | 'actor'>,
): Promise<StoredOrder | undefined> {
  const open = await galley.store.orders.open(String(repository.id), 'production')
  return open.find(
    ({ content: { produce }, state }) =>
      state.status === 'requested' &&
      produce?.recipe === recipe &&
      produce.variation === variation &&
      produce.date === date,
  )
}
