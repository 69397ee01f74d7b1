import { withdraw } from '../chart/decide.ts'
import type { AddCommand } from './command.ts'
import { decide, decisionCommand } from './decision.ts'

export const addWithdraw: AddCommand = (program, _io, answer) => {
  const command = decisionCommand(program, 'withdraw', 'take back what was decided about a chart')
    .option('--decision <id>', 'which decision (default: the newest that stands)')
    .addHelpText(
      'after',
      '\nThe ledger keeps both, the decision and that it was taken back.\n\nExample:\n  galley withdraw arrivals.row_count --reason "the feed was right after all"',
    )
  command.action((name: string) =>
    answer(command, async (folder, io) => {
      const { decision = null, reason } = command.opts<{ decision?: string; reason: string }>()
      return decide(
        folder,
        io,
        { name, reason },
        (deciding) => withdraw(deciding, decision),
        ({ kind, node, measure, actor, created_at }) =>
          `Taken back: ${kind} of ${node}.${measure} by ${actor}, ${created_at.slice(0, 10)}.`,
      )
    }),
  )
}
