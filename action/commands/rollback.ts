import { userInfo } from 'node:os'
import { exits } from '../fault.ts'
import { rollBack } from '../run/roll-back.ts'
import type { AddCommand } from './command.ts'
import { inWarehouse } from './open.ts'

export const addRollback: AddCommand = (program, _io, answer) => {
  const command = program
    .command('rollback')
    .description("move production's pointers back to an earlier version; that is a new version itself")
    .option('--to <version>', 'the version to go back to (default: the one before)')
    .addHelpText('after', '\nExample:\n  galley rollback --to 31')
  command.action(() =>
    answer(command, async (folder, io) => {
      return inWarehouse(folder, io, async (warehouse, settings) => {
        const { to: asked } = command.opts<{ to?: string }>()
        const { from, to, restored, bound, unbound } = await rollBack(warehouse, {
          version: asked === undefined ? null : Number(asked),
          schema: settings.production.schema,
          order_id: null,
          actor: userInfo().username,
          pull_request: null,
          now: io.now(),
        })
        const json = { schema_version: 1, from_version: from, to_version: to, restored, bound, unbound }
        const text = `Production is at version ${to} now: what version ${restored} was (${bound.length + unbound.length} names moved).`
        return { json, text, exit: exits.done }
      })
    }),
  )
}
