import { acceptSignal } from '../chart/decide.ts'
import type { AddCommand } from './command.ts'
import { decide, decisionCommand } from './decision.ts'

export const addAccept: AddCommand = (program, _io, answer) => {
  const command = decisionCommand(program, 'accept', 'accept a signal: the change means to have that value')
    .option('--env <name>', 'the environment whose newest order signalled', 'dev')
    .addHelpText(
      'after',
      `
The acceptance holds for this build of the node, however often it is run again. When it is promoted, new limits begin.

Example:
  galley accept arrivals.row_count --env pr_42 --reason "cancelled flights are left out now"`,
    )
  command.action((name: string) =>
    answer(command, async (folder, io) => {
      const { env, reason } = command.opts<{ env: string; reason: string }>()
      return decide(
        folder,
        io,
        { name, reason },
        (deciding) => acceptSignal(deciding, env),
        () => `Accepted for ${env}. Run \`galley run --env ${env}\` again: its verdict will take note.`,
      )
    }),
  )
}
