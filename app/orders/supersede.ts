import { gateName, runAgain } from '../checks/check.ts'
import { type GateSituation, gate } from '../checks/gate.ts'
import type { Galley } from '../galley.ts'
import type { RepositoryClient } from '../github/repository.ts'
import type { RepositoryRef } from './order.ts'
import { runOf } from './state.ts'

/**
 * Ends what is still open in an environment, save one order: its run is cancelled and its gate says why. Gives how many
 * orders that were.
 */
export async function supersede(
  galley: Galley,
  client: RepositoryClient,
  repository: RepositoryRef,
  environment: string,
  except: string | null,
  by: string,
  situation: GateSituation = { type: 'superseded', by },
): Promise<number> {
  let ended = 0
  const open = await galley.store.orders.open(String(repository.id), environment)
  for (const order of open) {
    if (order.content.id === except) continue
    const moved = await galley.store.orders.advance(order.content.id, { type: 'superseded', by })
    if (moved.type !== 'moved') continue
    ended++
    galley.log.info({ order: order.content.id, by }, 'order superseded')
    const run = runOf(moved.state)
    if (run !== null) await client.runs.cancel(run.id)
    if (order.written.gate === undefined) continue
    const said = gate(situation)
    await client.checks.update(order.written.gate, {
      name: gateName,
      externalId: order.content.id,
      detailsUrl: run?.url ?? null,
      conclusion: said.conclusion,
      output: said.output,
      actions: situation.type === 'cancelled' ? [runAgain] : [],
    })
  }
  return ended
}
