import { exits } from '../fault.ts'
import { migrate } from '../ledger/migrate.ts'
import { readOrders } from '../ledger/orders.ts'
import { table } from '../report/table.ts'
import type { AddCommand } from './command.ts'
import { readProject, withParser, withWarehouse } from './open.ts'

export const addEnvs: AddCommand = (program, _io, answer) => {
  const command = program
    .command('envs')
    .description('list production and the kitchens')
    .addHelpText('after', '\nExample:\n  galley envs --json')
  command.action(() =>
    answer(command, async (folder, io) => {
      const project = await withParser((parser) => readProject(folder, null, parser))
      const environments = await withWarehouse(project, folder, io, async (warehouse) => {
        await migrate(warehouse)
        return warehouse.ledger.rows<{ name: string; version: number; names: number }>(
          `SELECT e.name, e.version, count(b.node) AS names FROM galley.environments e
           LEFT JOIN galley.bindings b ON b.environment = e.name AND b.valid_to IS NULL
           GROUP BY e.name, e.version ORDER BY e.name`,
        )
      })
      const rows = environments.map((one) => [one.name, String(one.version), String(one.names)])
      const text = rows.length === 0 ? 'There is no environment yet.' : table(['environment', 'version', 'names'], rows)
      return { json: { schema_version: 1, environments }, text, exit: exits.done }
    }),
  )
}

export const addOrders: AddCommand = (program, _io, answer) => {
  const command = program
    .command('orders')
    .description('list the orders that were carried out, newest first')
    .option('--env <name>', 'of one environment')
    .addHelpText('after', '\nExample:\n  galley orders --env pr_42')
  command.action(() =>
    answer(command, async (folder, io) => {
      const project = await withParser((parser) => readProject(folder, null, parser))
      const orders = await withWarehouse(project, folder, io, async (warehouse) => {
        await migrate(warehouse)
        return readOrders(warehouse, command.opts<{ env?: string }>().env ?? null)
      })
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
