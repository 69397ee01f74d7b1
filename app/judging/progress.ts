import { type Check, gateName } from '../checks/check.ts'
import { gate } from '../checks/gate.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import { runOf } from '../orders/state.ts'

/** Shows on the gate how far a kitchen's run has come. */
export async function showProgress(galley: Galley, id: string): Promise<void> {
  const order = await galley.store.orders.get(id)
  if (order === null || order.state.status !== 'running' || order.written.gate === undefined) return
  const { plan, environment, repository } = order.content
  if (plan === null) return
  const client = galley.github.repository(repository, kitchenWork)
  const said = gate({ type: 'running', plan, environment, progress: order.progress }, client.delayedSeconds())
  const check: Check = {
    name: gateName,
    externalId: id,
    conclusion: said.conclusion,
    detailsUrl: runOf(order.state)?.url ?? null,
    output: said.output,
    actions: [],
  }
  await client.checks.update(order.written.gate, check)
}
