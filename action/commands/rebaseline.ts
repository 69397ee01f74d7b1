import { decideOnPoint } from '../chart/decide.ts'
import type { AddCommand } from './command.ts'
import { decide, decisionCommand } from './decision.ts'

export const addRebaseline: AddCommand = (program, _io, answer) => {
  const command = decisionCommand(program, 'rebaseline', 'let a chart learn new limits from a point of production on')
    .requiredOption('--from <point>', 'the first point of the new level: its day, its version (v12) or its order')
    .addHelpText(
      'after',
      '\nThe points before it keep the limits that they had.\n\nExample:\n  galley rebaseline arrivals.row_count --from 2026-03-01 --reason "two airports joined"',
    )
  command.action((name: string) =>
    answer(command, async (folder, io) => {
      const { from, reason } = command.opts<{ from: string; reason: string }>()
      return decide(
        folder,
        io,
        { name, reason },
        (deciding) => decideOnPoint(deciding, 'rebaseline', from),
        (decision) =>
          `New limits of ${decision.node}.${decision.measure} begin with version ${decision.point_version}.`,
      )
    }),
  )
}
