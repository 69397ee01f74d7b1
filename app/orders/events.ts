import { decodeEventBatch } from '../../recipes-schema/order/decode.ts'
import type { OrderEvent, Receipt } from '../../recipes-schema/order/types.ts'
import type { Galley } from '../galley.ts'
import { pullRequestKey } from '../queue/job.ts'
import { type Answer, refuse } from './answer.ts'
import { authorizeRun } from './authorize.ts'
import type { Progress } from './order.ts'

interface Batch {
  readonly order: string
  readonly bearer: string | null
  readonly body: unknown
  /** ms since 1970 */
  readonly now: number
}

/** Progress is shown this often at most; each pause is three times the one before, so that a long run stays cheap. */
const firstPauseMs = 10_000
const mostShown = 3

/** Takes in what happens while an order runs. */
export async function receiveEvents(galley: Galley, batch: Batch): Promise<Answer<Receipt>> {
  const authorized = await authorizeRun(galley, batch.order, batch.bearer)
  if (!authorized.ok)
    return authorized.code === 'superseded' ? { ok: true, value: { schema_version: 1, cancel: true } } : authorized
  const decoded = decodeEventBatch(batch.body)
  if (!decoded.ok) return refuse(422, decoded.error.code, decoded.error.message)
  const { first, events } = decoded.value
  const { state } = authorized.value
  const next = state.status === 'running' ? state.nextEvent : 0
  const moved = await galley.store.orders.advance(batch.order, { type: 'events', first, count: events.length })
  if (moved.type === 'refused')
    return refuse(409, moved.code, moved.message, moved.code === 'gap' ? `Send from ${next} on.` : null)
  if (moved.type === 'moved') await progressed(galley, moved.order, events.slice(Math.max(0, next - first)), batch.now)
  return { ok: true, value: { schema_version: 1, cancel: false } }
}

async function progressed(
  galley: Galley,
  order: Awaited<ReturnType<Galley['store']['orders']['advance']>>['order'],
  events: readonly OrderEvent[],
  now: number,
): Promise<void> {
  const progress = events.reduce(
    addEvent,
    order.progress ?? { total: 0, done: 0, failed: 0, now: null, shown: 0, shownAt: now },
  )
  const due = progress.shown < mostShown && now - progress.shownAt >= firstPauseMs * 3 ** progress.shown
  const kept = due ? { ...progress, shown: progress.shown + 1, shownAt: now } : progress
  await galley.store.orders.keepProgress(order.content.id, kept)
  if (!due || order.content.kind !== 'kitchen') return
  const { repository, pull_request, id } = order.content
  await galley.queue.send(pullRequestKey(repository.id, pull_request ?? 0), { type: 'progress', order: id })
}

/** Pure: one event more. */
export function addEvent(progress: Progress, event: OrderEvent): Progress {
  switch (event.type) {
    case 'started':
      return { ...progress, total: event.total, done: 0, failed: 0, now: null }
    case 'node_started':
      return { ...progress, now: `${event.recipe}.${event.node}` }
    case 'node_finished':
      return { ...progress, done: progress.done + 1, failed: progress.failed + (event.state === 'failed' ? 1 : 0) }
  }
}
