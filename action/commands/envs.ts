import { exits } from '../fault.ts'
import { table } from '../report/table.ts'
import type { AddCommand } from './command.ts'
import { inWarehouse } from './open.ts'

export const addEnvs: AddCommand = (program, _io, answer) => {
  const command = program
    .command('envs')
    .description('list production and the kitchens')
    .addHelpText('after', '\nExample:\n  galley envs --json')
  command.action(() =>
    answer(command, async (folder, io) => {
      const environments = await inWarehouse(folder, io, (warehouse) =>
        warehouse.ledger.rows<{ name: string; version: number; names: number }>(
          `SELECT e.name, e.version, count(b.node) AS names FROM galley.environments e
           LEFT JOIN galley.bindings b ON b.environment = e.name AND b.valid_to IS NULL
           GROUP BY e.name, e.version ORDER BY e.name`,
        ),
      )
      const rows = environments.map((one) => [one.name, String(one.version), String(one.names)])
      const text = rows.length === 0 ? 'There is no environment yet.' : table(['environment', 'version', 'names'], rows)
      return { json: { schema_version: 1, environments }, text, exit: exits.done }
    }),
  )
}
