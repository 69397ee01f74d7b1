import { exits, Fault } from '../fault.ts'
import { destroyKitchen } from '../ledger/destroy.ts'
import type { AddCommand } from './command.ts'
import { inProject } from './open.ts'

export const addDestroy: AddCommand = (program, _io, answer) => {
  const command = program
    .command('destroy')
    .description('remove a kitchen: its names and the builds that only it needs')
    .requiredOption('--env <name>', 'the kitchen')
    .addHelpText('after', '\nExample:\n  galley destroy --env pr_42')
  command.action(() =>
    answer(command, async (folder, io) => {
      const { env } = command.opts<{ env: string }>()
      if (env === 'production')
        throw new Fault('destroy.production', exits.refused, 'Production is no kitchen; it is never destroyed.')
      const destroyed = await inProject(folder, io, (warehouse, project) =>
        destroyKitchen(warehouse, env, `${project.production.schema}__${env}`),
      )
      const text = `The kitchen ${env} is gone: ${destroyed.names} names, ${destroyed.builds} builds.`
      return { json: { schema_version: 1, environment: env, ...destroyed }, text, exit: exits.done }
    }),
  )
}
