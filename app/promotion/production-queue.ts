import { comment } from '../checks/comment.ts'
import type { Galley } from '../galley.ts'
import { productionWork } from '../github/permissions.ts'
import { sayEnded } from '../judging/ended.ts'
import { recipesOf } from '../kitchens/changed-recipes.ts'
import { keepComment } from '../kitchens/keep-comment.ts'
import type { OrderContent, StoredOrder } from '../orders/order.ts'
import { startOrder } from '../orders/start.ts'
import type { Lock } from '../store/locks.ts'

/**
 * Starts an order of production, if it is its turn. Production changes one order at a time, promotions in the order of the
 * merges: of three pending runs of one concurrency group GitHub would silently cancel one.
 */
export async function startPromotion(galley: Galley, id: string): Promise<'started' | 'waiting'> {
  const order = await galley.store.orders.get(id)
  if (order === null || order.state.status !== 'requested') return 'started'
  const { content } = order
  const open = await galley.store.orders.open(String(content.repository.id), content.environment)
  if (nextInTurn(open)?.content.id !== id) return 'waiting'
  const [lock] = await holdingLocks(galley, content)
  if (lock !== undefined) {
    await sayHeld(galley, order, lock)
    return 'waiting'
  }
  const client = galley.github.repository(content.repository, productionWork)
  const begun = order.written.deployment !== undefined
  if (!begun) {
    const deployment = await client.deployments.create(content.head, id, deploymentWords(content))
    await galley.store.orders.keepWritten(id, { deployment })
  }
  const outcome = await startOrder(galley, client, content, begun)
  const now = await galley.store.orders.get(id)
  if (now === null) return 'started'
  if (outcome === 'failed' && now.state.status === 'failed') {
    await sayEnded(
      galley,
      now,
      { type: 'dispatch_refused', message: now.state.message },
      `the workflow could not be started: ${now.state.message}`,
    )
  } else if (now.written.deployment !== undefined && now.state.status === 'dispatched') {
    await client.deployments.setState(
      now.written.deployment,
      'in_progress',
      'The promotion is under way.',
      now.state.run.url,
    )
  }
  return 'started'
}

/**
 * Which order of production goes next; null: one is under way. A rollback goes before what waits. Promotions keep their
 * order even when the first is held: each commit holds what was merged before it.
 */
export function nextInTurn(open: readonly StoredOrder[]): StoredOrder | null {
  if (open.some(({ state }) => state.status !== 'requested')) return null
  return open.find(({ content }) => content.kind === 'rollback') ?? open[0] ?? null
}

async function holdingLocks(galley: Galley, { kind, plan, produce, repository }: OrderContent): Promise<Lock[]> {
  if (kind === 'rollback') return []
  const recipes = produce === undefined ? (plan === null ? [] : recipesOf(plan)) : [produce.recipe]
  return galley.store.locks.holding(String(repository.id), recipes)
}

/** Said once: the round that looks after quiet orders comes by again and again. */
async function sayHeld(galley: Galley, { content, written }: StoredOrder, lock: Lock): Promise<void> {
  if (written.held === lock.at.toISOString()) return
  const client = galley.github.repository(content.repository, productionWork)
  await keepComment(galley, client, content, comment({ type: 'promotion_held', commit: content.head, lock }))
  await galley.store.orders.keepWritten(content.id, { held: lock.at.toISOString() })
}

function deploymentWords({ kind, pull_request: pull, title, to_version: to }: OrderContent): string {
  if (kind === 'rollback')
    return `Rollback to ${to == null ? 'the version before' : `version ${to}`}, asked for in #${pull}`
  if (kind === 'produce') return title
  return pull === null ? `Promotion of a push: ${title}` : `Promotion of #${pull}: ${title}`
}
