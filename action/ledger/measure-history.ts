import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'

/** A measure by what it is called now, and by all names that it ever had. */
export interface MeasureIdentity {
  readonly node: NodeId
  readonly measure: string
  /** Its node's earlier ids, newest first. */
  readonly nodeWas: readonly NodeId[]
  /** Its own earlier names. */
  readonly was: readonly string[]
}

/** One of production's points. */
export interface HistoryPoint {
  readonly order_id: string
  readonly date: string
  readonly version: number
  readonly value: number | null
  /** For rates: events of trials; null for others, and for points from before they were kept. */
  readonly events: number | null
  readonly trials: number | null
  /** Of the build that was measured: two points with the same one differ by their data alone. */
  readonly fingerprint: string | null
}

/** How many of production's newest points limits are learned from: four months of days. */
export const HISTORY_POINTS = 120

/** More than any measure has: a run an hour for eleven years. DuckDB takes no window of a million. */
export const MOST_POINTS = 100_000

/** `recipe.node.measure` */
export function measureKey({ node, measure }: Pick<MeasureIdentity, 'node' | 'measure'>): string {
  return `${node}.${measure}`
}

/**
 * The newest of production's own points of these measures, oldest first, by `measureKey`. Only orders that became a version
 * of production have points here: no kitchen's, no failed order's. One statement for all, whatever the table holds.
 */
export async function readHistory(
  { ledger }: Warehouse,
  measures: readonly MeasureIdentity[],
  most = HISTORY_POINTS,
): Promise<Map<string, HistoryPoint[]>> {
  const owners = ownersOf(measures)
  const nodes = [...new Set(measures.flatMap(({ node, nodeWas }) => [node, ...nodeWas]))]
  const history = new Map<string, HistoryPoint[]>()
  if (nodes.length === 0) return history
  const places = nodes.map((_, index) => `$${index + 2}`).join(', ')
  const rows = await ledger.rows<Row>(
    `SELECT node, measure, value, events, trials, order_date, order_id, version, fingerprint FROM (
       SELECT m.node, m.measure, m.value, m.events, m.trials, m.order_date, m.order_id, v.version, b.fingerprint,
         row_number() OVER (PARTITION BY m.node, m.measure ORDER BY v.version DESC) AS age
       FROM galley.measurements m
       JOIN galley.versions v ON v.order_id = m.order_id AND v.environment = 'production'
       LEFT JOIN galley.builds b ON b.build = m.build
       WHERE m.published AND m.node IN (${places})
     ) AS newest WHERE age <= $1 ORDER BY version`,
    [most, ...nodes],
  )
  for (const { node, measure, order_date, ...rest } of rows) {
    const owner = owners.get(`${node}.${measure}`)
    if (owner === undefined) continue
    const points = history.get(owner) ?? []
    points.push({ ...rest, date: order_date, version: Number(rest.version) })
    history.set(owner, points)
  }
  // A renamed measure's points come from two names.
  for (const [key, points] of history) history.set(key, points.slice(-most))
  return history
}

type Row = Omit<HistoryPoint, 'date'> & { node: NodeId; measure: string; order_date: string }

/** Every name that a measure has or had, and who goes by it. A name in use is never taken for somebody's earlier one. */
export function ownersOf(measures: readonly MeasureIdentity[]): Map<string, string> {
  const owners = new Map(measures.map((one) => [measureKey(one), measureKey(one)]))
  for (const one of measures)
    for (const node of [one.node, ...one.nodeWas])
      for (const measure of [one.measure, ...one.was]) {
        const name = measureKey({ node, measure })
        if (!owners.has(name)) owners.set(name, measureKey(one))
      }
  return owners
}
