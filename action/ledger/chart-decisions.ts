import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { insertNew, insertRows } from './insert.ts'
import { type MeasureIdentity, ownersOf } from './measure-history.ts'

/**
 * What a person decided about a chart. It is never changed or erased: the ledger tells who said what and when, and who took
 * it back.
 * - accept: the value that builds of this fingerprint have is meant. Wherever they come, production's included, new limits
 *   begin with them.
 * - exclude: nothing is learned from this point.
 * - rebaseline: new limits begin at this point.
 */
export interface ChartDecision {
  readonly id: string
  readonly kind: 'accept' | 'exclude' | 'rebaseline'
  readonly node: NodeId
  readonly measure: string
  /** exclude, rebaseline: the production order whose point is meant, and its version. */
  readonly point_order: string | null
  readonly point_version: number | null
  /** accept: the fingerprint of the node's build; it does not change when the order is run again or the data are new. */
  readonly fingerprint: string | null
  /** accept: the environment, the plan and the pull request that it was said about. */
  readonly environment: string | null
  readonly digest: string | null
  readonly pull_request: number | null
  readonly reason: string
  readonly actor: string
  readonly created_at: string
  /** Null while it stands. */
  readonly withdrawn: Withdrawal | null
}

export interface Withdrawal {
  readonly reason: string
  readonly actor: string
  readonly created_at: string
}

const columns = `id, kind, node, measure, point_order, point_version, fingerprint, environment, digest, pull_request,
  reason, actor, created_at`

export async function recordDecision({ ledger }: Warehouse, decision: Omit<ChartDecision, 'withdrawn'>): Promise<void> {
  const { id, kind, node, measure, point_order, point_version, fingerprint } = decision
  const { environment, digest, pull_request, reason, actor, created_at } = decision
  await insertRows(ledger, `galley.chart_decisions (${columns})`, [
    [
      id,
      kind,
      node,
      measure,
      point_order,
      point_version,
      fingerprint,
      environment,
      digest,
      pull_request,
      reason,
      actor,
      created_at,
    ],
  ])
}

/** Takes a decision back that stands. */
export async function withdrawDecision({ ledger }: Warehouse, id: string, by: Withdrawal): Promise<void> {
  await insertNew(ledger, 'galley.withdrawn_decisions', [[id, by.reason, by.actor, by.created_at]])
}

/** Decisions about these measures under any of their names, withdrawn ones too, oldest first, by `measureKey`. */
export async function readDecisions(
  { ledger }: Warehouse,
  measures: readonly MeasureIdentity[],
): Promise<Map<string, ChartDecision[]>> {
  const owners = ownersOf(measures)
  const found = new Map<string, ChartDecision[]>()
  if (owners.size === 0) return found
  type Told = Omit<ChartDecision, 'withdrawn'> & Record<string, string | number | null>
  const rows = await ledger.rows<Told>(`SELECT ${columns} FROM galley.chart_decisions ORDER BY created_at, id`)
  const taken = await ledger.rows<{ decision: string; reason: string; actor: string; created_at: string }>(
    'SELECT decision, reason, actor, created_at FROM galley.withdrawn_decisions',
  )
  const withdrawn = new Map(taken.map(({ decision, ...by }) => [decision, by]))
  for (const row of rows) {
    const owner = owners.get(`${row.node}.${row.measure}`)
    if (owner === undefined) continue
    const decisions = found.get(owner) ?? []
    const point_version = row.point_version === null ? null : Number(row.point_version)
    decisions.push({ ...row, point_version, withdrawn: withdrawn.get(row.id) ?? null })
    found.set(owner, decisions)
  }
  return found
}
