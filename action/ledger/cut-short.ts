import type { Warehouse } from '../warehouses/warehouse.ts'
import type { OrderRecord } from './orders.ts'

/** What a process holds in the warehouse for as long as it carries an order out. */
export function orderHold(id: string): string {
  return `galley order ${id}`
}

type Running = Pick<OrderRecord, 'id' | 'environment' | 'kind'> & { [column: string]: string }

/**
 * Finds orders whose process is gone, writes down that they were cut short and says so. There is nothing to mend: what an
 * order makes has no name before all of it is well, and names move at once or by the journal.
 */
export async function settleOrders(warehouse: Warehouse, say: (message: string) => void): Promise<void> {
  const { ledger } = warehouse
  const running = await ledger.rows<Running>(
    "SELECT id, environment, kind FROM galley.orders WHERE verdict = 'running' ORDER BY started_at, id",
  )
  for (const { id, environment, kind } of running) {
    if (await warehouse.isHeld(orderHold(id))) continue
    const cut = await ledger.rows(
      "UPDATE galley.orders SET verdict = 'cut_short' WHERE id = $1 AND verdict = 'running' RETURNING id",
      [id],
    )
    if (cut.length !== 1) continue
    const next =
      kind === 'run' ? `\`galley run --resume ${id}\` goes on where it was.` : 'Promote again: what was made is kept.'
    say(`The order ${id} of ${environment} was cut short. No name was moved by it without all others. ${next}`)
  }
}
