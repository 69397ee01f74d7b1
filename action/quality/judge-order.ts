import type { Fingerprint } from '../../recipes-schema/plan/types.ts'
import type { Seen } from '../../recipes-schema/quality/seen.ts'
import type { NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import { readDecisions } from '../ledger/chart-decisions.ts'
import { readHistory } from '../ledger/measure-history.ts'
import type { Measurement } from '../ledger/orders.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { identitiesOf, type Judged, judgeMeasures } from './judge-measures.ts'

export interface JudgedOrder {
  readonly project: Project
  readonly environment: string
  /** The day that the order is for, YYYY-MM-DD. */
  readonly date: string
  readonly fingerprintOf: (node: NodeId) => Fingerprint | null
  /** What the order does not see all of. */
  readonly seen: ReadonlyMap<NodeId, Seen>
}

/** Judges what an order measured: reads production's history and the recorded decisions of just those measures. */
export async function judgeOrder(
  warehouse: Warehouse,
  measurements: readonly Measurement[],
  { project, environment, date, fingerprintOf, seen }: JudgedOrder,
): Promise<Judged> {
  const identities = identitiesOf(
    project,
    measurements.map(({ node }) => node),
  )
  return judgeMeasures(measurements, {
    project,
    history: await readHistory(warehouse, identities),
    decisions: await readDecisions(warehouse, identities),
    changes: await readChanges(warehouse),
    fingerprintOf,
    environment,
    date,
    seen,
  })
}

/** Production's versions that brought other code, oldest first. */
export async function readChanges({ ledger }: Warehouse): Promise<{ version: number; label: string }[]> {
  const rows = await ledger.rows<{ version: number; pull_request: number | null; commit_sha: string | null }>(
    `SELECT version, pull_request, commit_sha FROM galley.versions
     WHERE environment = 'production' AND (pull_request IS NOT NULL OR kind = 'promote') ORDER BY version`,
  )
  return rows.map(({ version, pull_request, commit_sha }) => ({
    version: Number(version),
    label: pull_request === null ? (commit_sha?.slice(0, 7) ?? 'promoted') : `#${pull_request}`,
  }))
}
