import { exits } from '../fault.ts'
import { readVersions } from '../ledger/environments.ts'
import { table } from '../report/table.ts'
import type { AddCommand } from './command.ts'
import { inWarehouse } from './open.ts'

export const addVersions: AddCommand = (program, _io, answer) => {
  const command = program
    .command('versions')
    .description('who changed production, when, by what')
    .option('--limit <n>', 'how many, newest first', '20')
    .addHelpText('after', '\nExample:\n  galley versions --limit 5')
  command.action(() =>
    answer(command, async (folder, io) => {
      const all = await inWarehouse(folder, io, (warehouse) => readVersions(warehouse, 'production'))
      const versions = all.slice(0, Number(command.opts<{ limit: string }>().limit))
      const rows = versions.map((one) => [
        String(one.version),
        one.kind,
        one.pull_request === null ? '' : `#${one.pull_request}`,
        one.commit_sha?.slice(0, 10) ?? '',
        one.actor,
        one.created_at,
        one.digest?.slice(0, 19) ?? '',
      ])
      const text =
        versions.length === 0
          ? 'Production has no version yet.'
          : table(['version', 'by', 'pull', 'commit', 'who', 'when', 'plan'], rows)
      return { json: { schema_version: 1, versions }, text, exit: exits.done }
    }),
  )
}
