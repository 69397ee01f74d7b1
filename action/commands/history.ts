import { formatNumber } from '../../recipes-schema/chart/index.ts'
import { findMeasure } from '../chart/find-measure.ts'
import { exits, Fault } from '../fault.ts'
import { type ChartDecision, readDecisions } from '../ledger/chart-decisions.ts'
import { type HistoryPoint, MOST_POINTS, measureKey, readHistory } from '../ledger/measure-history.ts'
import { decided } from '../quality/decided.ts'
import { table } from '../report/table.ts'
import type { AddCommand } from './command.ts'
import { inProject } from './open.ts'

export const addHistory: AddCommand = (program, _io, answer) => {
  const command = program
    .command('history')
    .description("list production's points of a measure, oldest first, with what was decided about them")
    .argument('<measure>', 'node.measure')
    .option('--limit <n>', 'how many of the newest', '60')
    .addHelpText('after', '\nExample:\n  galley history arrivals.row_count --limit 14')
  command.action((name: string) =>
    answer(command, async (folder, io) => {
      const limit = Number(command.opts<{ limit: string }>().limit)
      if (!Number.isInteger(limit) || limit < 1 || limit > MOST_POINTS)
        throw new Fault('usage.limit', exits.usage, `--limit is a whole number from 1 to ${MOST_POINTS}.`)
      const { key, points, decisions } = await inProject(folder, io, async (warehouse, project) => {
        const { identity } = findMeasure(project, name)
        const key = measureKey(identity)
        return {
          key,
          points: (await readHistory(warehouse, [identity], limit)).get(key) ?? [],
          decisions: (await readDecisions(warehouse, [identity])).get(key) ?? [],
        }
      })
      const json = { schema_version: 1, measure: key, points: marked(points, decisions), decisions }
      return { json, text: historyText(key, points, decisions), exit: exits.done }
    }),
  )
}

function marked(points: readonly HistoryPoint[], decisions: readonly ChartDecision[]): object[] {
  const { excluded, phases } = decided(decisions, points, null)
  const starts = new Set(phases.map(({ at }) => at))
  return points.map((point, i) => ({ ...point, excluded: excluded.has(i), new_limits: starts.has(i) }))
}

function historyText(key: string, points: readonly HistoryPoint[], decisions: readonly ChartDecision[]): string {
  if (points.length === 0) return `Production has no point of ${key} yet.`
  const { marks } = decided(decisions, points, null)
  const told = decisions.map(({ id, kind, actor, reason, withdrawn }) =>
    withdrawn === null
      ? `Stands: ${kind} ${id}, by ${actor}: ${reason}`
      : `Taken back: ${kind} ${id}, by ${withdrawn.actor}: ${withdrawn.reason}`,
  )
  const rows = points.map(({ date, version, value, events, trials, order_id }, i) => [
    date,
    `v${version}`,
    value === null ? '' : formatNumber(value),
    events === null || trials === null ? '' : `${formatNumber(events)} of ${formatNumber(trials)}`,
    order_id,
    marks
      .filter(({ at }) => at === i)
      .map(({ kind, label }) => `${kind}: ${label}`)
      .join('; '),
  ])
  return [table(['day', 'version', 'value', 'counted', 'order', 'decided'], rows), ...told].join('\n')
}
