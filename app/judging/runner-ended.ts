import type { Galley } from '../galley.ts'
import type { StoredOrder } from '../orders/order.ts'
import { runOf } from '../orders/state.ts'
import { sayEnded } from './ended.ts'

/** How a run ended that has not reported; the attempt is null where GitHub does not know the run any more. */
export interface RunnerEnd {
  readonly conclusion: string
  readonly attempt: number | null
}

/** A run is over. When its order has no report by then, none will come: the order ends, and the checks say so. */
export async function endWithoutReport(galley: Galley, order: StoredOrder, end: RunnerEnd): Promise<void> {
  const { id } = order.content
  const { conclusion, attempt } = end
  const message = `the runner ended (${conclusion}) before it reported.`
  const moved = await galley.store.orders.advance(id, {
    type: 'failed',
    code: 'runner_ended',
    message,
    ...(attempt === null ? {} : { attempt }),
  })
  // Said again when an earlier attempt stored it and then could not say it.
  const state = moved.type === 'moved' ? moved.state : moved.order.state
  if (state.status !== 'failed' || state.code !== 'runner_ended') return
  const run = runOf(state)
  galley.log.warn({ order: id, run: run?.id, conclusion }, 'runner ended without a report')
  await sayEnded(galley, moved.order, { type: 'runner_ended', conclusion, runUrl: run?.url ?? '' }, message)
}
