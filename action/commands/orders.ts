import { exits } from '../fault.ts'
import { readOrders } from '../ledger/orders.ts'
import { table } from '../report/table.ts'
import type { AddCommand } from './command.ts'
import { inWarehouse } from './open.ts'

export const addOrders: AddCommand = (program, _io, answer) => {
  const command = program
    .command('orders')
    .description('list the orders that were carried out, newest first')
    .option('--env <name>', 'of one environment')
    .addHelpText('after', '\nExample:\n  galley orders --env pr_42')
  command.action(() =>
    answer(command, async (folder, io) => {
      const orders = await inWarehouse(folder, io, (warehouse) =>
        readOrders(warehouse, command.opts<{ env?: string }>().env ?? null),
      )
      const rows = orders.map((one) => [
        one.id,
        one.environment,
        one.kind,
        one.verdict,
        one.head.slice(0, 10),
        one.order_date,
      ])
      const text =
        rows.length === 0
          ? 'There is no order yet.'
          : table(['order', 'environment', 'kind', 'verdict', 'commit', 'day'], rows)
      return { json: { schema_version: 1, orders }, text, exit: exits.done }
    }),
  )
}
