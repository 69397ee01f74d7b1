import { exits, Fault } from '../fault.ts'
import type { HistoryPoint } from '../ledger/measure-history.ts'

/** The point of production's history that a person means by its day, its version (`v12` or `12`) or its order. */
export function findPoint(points: readonly HistoryPoint[], written: string): HistoryPoint {
  const found = points.filter(
    ({ date, version, order_id }) =>
      date === written || order_id === written || `v${version}` === written || String(version) === written,
  )
  const [point] = found
  if (point === undefined) {
    const newest = points.slice(-3).map(({ date }) => date)
    const hint =
      points.length === 0
        ? 'Production has no point of it yet.'
        : `The newest ones are of ${newest.join(', ')}; see \`galley history\`.`
    throw new Fault('point.unknown', exits.usage, `There is no point "${written}".`, hint)
  }
  if (found.length > 1) {
    const versions = found.map(({ version }) => `v${version}`).join(', ')
    throw new Fault(
      'point.ambiguous',
      exits.usage,
      `${written} has ${found.length} points.`,
      `Name one of ${versions}.`,
    )
  }
  return point
}
