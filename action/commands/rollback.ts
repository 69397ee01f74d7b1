import { userInfo } from 'node:os'
import { exits, Fault } from '../fault.ts'
import { readEnvironment } from '../ledger/environments.ts'
import { bindingChange, publish } from '../run/publish.ts'
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
        const now = await readEnvironment(warehouse, 'production')
        const to = Number(command.opts<{ to?: string }>().to ?? now.version - 1)
        if (!Number.isInteger(to) || to < 1 || to >= now.version) {
          const hint = now.version < 2 ? 'There is nothing to go back to.' : `Choose one from 1 to ${now.version - 1}.`
          throw new Fault(
            'rollback.version',
            exits.usage,
            `Production cannot go back to version ${to} from ${now.version}.`,
            hint,
          )
        }
        const then = await readEnvironment(warehouse, 'production', to)
        const change = bindingChange(now, then.bound)
        const version = await publish(warehouse, settings.production.schema, now, then.bound, {
          kind: 'rollback',
          order_id: null,
          actor: userInfo().username,
          pull_request: null,
          commit_sha: then.commit,
          digest: null,
          created_at: io.now().toISOString(),
        })
        const json = {
          schema_version: 1,
          from_version: now.version,
          to_version: version,
          restored: to,
          bound: [...change.bind.keys()],
          unbound: change.unbind,
        }
        const text = `Production is at version ${version} now: what version ${to} was (${change.bind.size + change.unbind.length} names moved).`
        return { json, text, exit: exits.done }
      })
    }),
  )
}
