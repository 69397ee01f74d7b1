import { decideOnPoint } from '../chart/decide.ts'
import type { AddCommand } from './command.ts'
import { decide, decisionCommand } from './decision.ts'

export const addExclude: AddCommand = (program, _io, answer) => {
  const command = decisionCommand(program, 'exclude', "keep one of production's points out of a chart's limits")
    .requiredOption('--point <point>', 'its day, its version (v12) or its order')
    .addHelpText(
      'after',
      '\nThe point stays on the chart, crossed out.\n\nExample:\n  galley exclude arrivals.row_count --point 2026-03-01 --reason "the feed was cut off"',
    )
  command.action((name: string) =>
    answer(command, async (folder, io) => {
      const { point, reason } = command.opts<{ point: string; reason: string }>()
      return decide(
        folder,
        io,
        { name, reason },
        (deciding) => decideOnPoint(deciding, 'exclude', point),
        (decision) =>
          `The limits of ${decision.node}.${decision.measure} no longer learn from the point of version ${decision.point_version}.`,
      )
    }),
  )
}
