import type { Galley } from '../galley.ts'
import { endWithoutReport } from '../judging/runner-ended.ts'
import type { StoredOrder } from '../orders/order.ts'
import { repositoryOf } from './repository.ts'
import type { Webhook } from './webhook.ts'

const events = ['workflow_run.completed'] as const

/** A run is over. When its order has no report by then, none will come: the checks say so and never hang. */
export const workflowRunCompleted: Webhook = {
  events,
  register(probot, galley) {
    probot.on([...events], async ({ payload }) => {
      const repository = repositoryOf(payload)
      if (repository === null) return
      const run = payload.workflow_run
      const order = await orderOfRun(galley, String(repository.id), String(run.id), run.display_title ?? '')
      if (order === null) return
      if (order.state.status === 'requested') {
        await galley.store.orders.advance(order.content.id, {
          type: 'dispatched',
          run: { id: String(run.id), url: run.html_url },
        })
      }
      await endWithoutReport(galley, order, { conclusion: run.conclusion ?? 'unknown', attempt: run.run_attempt })
    })
  },
}

/** By the run's id, or by its name when it ended before its id was stored. */
async function orderOfRun(
  galley: Galley,
  repositoryId: string,
  runId: string,
  title: string,
): Promise<StoredOrder | null> {
  const known = await galley.store.orders.ofRun(repositoryId, runId)
  if (known !== null) return known
  const id = /^galley (order-[0-9a-v]{16})$/.exec(title)?.[1]
  if (id === undefined) return null
  const named = await galley.store.orders.get(id)
  return named !== null && String(named.content.repository.id) === repositoryId && named.state.status === 'requested'
    ? named
    : null
}
