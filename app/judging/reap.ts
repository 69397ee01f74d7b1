import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import { runName, workflowOf } from '../orders/start.ts'
import { runOf } from '../orders/state.ts'
import { startPromotion } from '../promotion/production-queue.ts'
import { sayEnded } from './ended.ts'
import { endWithoutReport } from './runner-ended.ts'

/**
 * Looks after an order of which nothing has been heard for long: a webhook or a runner's call may have got lost. GitHub
 * says whether its run goes on; if not, the order ends, so that its checks do not hang and nothing waits behind it.
 */
export async function reapOrder(galley: Galley, id: string): Promise<void> {
  const order = await galley.store.orders.get(id)
  if (order === null) return
  const { state, content } = order
  if (state.status === 'requested' && content.environment === 'production') {
    await startPromotion(galley, id)
    return
  }
  const { runs } = galley.github.repository(content.repository, kitchenWork)
  if (state.status === 'requested') {
    const run = await runs.find(runName(id), workflowOf(content))
    if (run !== null) {
      await galley.store.orders.advance(id, { type: 'dispatched', run })
      return
    }
    const message = 'it was never started: GitHub knows no run of it.'
    await galley.store.orders.advance(id, { type: 'failed', code: 'stuck', message })
    await sayEnded(galley, order, { type: 'stuck', message }, message)
    return
  }
  if (state.status !== 'dispatched' && state.status !== 'claimed' && state.status !== 'running') return
  const run = runOf(state)
  const life = run === null ? null : await runs.lifeOf(run.id)
  if (life?.type === 'alive') return
  const end = life === null ? { conclusion: 'deleted', attempt: null } : life
  await endWithoutReport(galley, order, end)
}
