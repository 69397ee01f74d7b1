import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { exits, Fault } from '../fault.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { type Build, type BuildRow, buildColumns, buildOf } from './builds.ts'
import { describeVersions } from './describe-version.ts'
import { insertRows } from './insert.ts'

/** What an environment stands on at one version. Version 0: it does not exist yet. */
export interface EnvironmentState {
  readonly name: string
  readonly version: number
  /** The commit of its newest version; null while there is none. */
  readonly commit: string | null
  readonly bound: ReadonlyMap<NodeId, Build>
}

export interface VersionRecord {
  readonly environment: string
  readonly version: number
  readonly kind: 'run' | 'promote' | 'rollback'
  readonly order_id: string | null
  readonly actor: string
  readonly pull_request: number | null
  readonly commit_sha: string | null
  readonly digest: string | null
  readonly created_at: string
}

/** The environment at its present version, or at an older one. */
export async function readEnvironment(warehouse: Warehouse, name: string, at?: number): Promise<EnvironmentState> {
  const { ledger } = warehouse
  const [row] = await ledger.rows<{ version: number; commit_sha: string | null }>(
    `SELECT e.version, v.commit_sha FROM galley.environments e
     LEFT JOIN galley.versions v ON v.environment = e.name AND v.version = coalesce($2::bigint, e.version)
     WHERE e.name = $1`,
    [name, at ?? null],
  )
  const version = at ?? row?.version ?? 0
  const qualified = buildColumns.replaceAll(/\w+/g, (column) => `b.${column}`)
  const rows = await ledger.rows<BuildRow & { bound_node: NodeId }>(
    `SELECT ${qualified}, n.node AS bound_node FROM galley.bindings n JOIN galley.builds b ON b.build = n.build
     WHERE n.environment = $1 AND n.valid_from <= $2 AND (n.valid_to IS NULL OR n.valid_to > $2)`,
    [name, version],
  )
  if (at !== undefined) await refuseGaps(warehouse, name, version, rows.length)
  const bound = new Map(rows.map(({ bound_node, ...build }) => [bound_node, buildOf(build)]))
  return { name, version, commit: row?.commit_sha ?? null, bound }
}

/** A version whose builds were removed cannot be stood on again. */
async function refuseGaps({ ledger }: Warehouse, name: string, version: number, found: number): Promise<void> {
  const [row] = await ledger.rows<{ bound: number }>(
    `SELECT count(*) AS bound FROM galley.bindings
     WHERE environment = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)`,
    [name, version],
  )
  if (row?.bound === found) return
  const message = `Version ${version} of ${name} is no longer whole: ${(row?.bound ?? 0) - found} of its builds were removed.`
  throw new Fault('version.cleaned', exits.refused, message, 'Choose a newer one, or run the commit that made it.')
}

/** Newest first. */
export async function readVersions({ ledger }: Warehouse, name: string): Promise<VersionRecord[]> {
  return ledger.rows<VersionRecord & Record<string, string | number | null>>(
    `SELECT environment, version, kind, order_id, actor, pull_request, commit_sha, digest, created_at
     FROM galley.versions WHERE environment = $1 ORDER BY version DESC`,
    [name],
  )
}

/** The nodes whose bindings changed after a version, with the newest version that changed each. */
export async function changedSince({ ledger }: Warehouse, name: string, version: number): Promise<Map<NodeId, number>> {
  const rows = await ledger.rows<{ node: NodeId; version: number }>(
    `SELECT node, max(greatest(valid_from, coalesce(valid_to, 0))) AS version FROM galley.bindings
     WHERE environment = $1 AND (valid_from > $2 OR valid_to > $2) GROUP BY node`,
    [name, version],
  )
  return new Map(rows.map((row) => [row.node, row.version]))
}

/** What a change of an environment binds anew and what it takes away. */
export interface BindingChange {
  readonly bind: ReadonlyMap<NodeId, string>
  readonly unbind: readonly NodeId[]
}

/**
 * The compare-and-set: raises the version from `expected` by one and changes the bindings, or throws when somebody else
 * has raised it. To be called within a transaction, together with what has to change at the same moment.
 */
export async function advance(
  warehouse: Warehouse,
  expected: number,
  change: BindingChange,
  record: Omit<VersionRecord, 'version'>,
): Promise<number> {
  const { ledger } = warehouse
  const { environment } = record
  const version = expected + 1
  if (expected === 0)
    await ledger.rows('INSERT INTO galley.environments (name, version) VALUES ($1, 0) ON CONFLICT DO NOTHING', [
      environment,
    ])
  const raised = await ledger.rows(
    'UPDATE galley.environments SET version = $3 WHERE name = $1 AND version = $2 RETURNING version',
    [environment, expected, version],
  )
  if (raised.length !== 1) throw await moved(warehouse, environment, expected)
  // Nobody can have written this version before: the compare-and-set has just made it ours.
  await bindNodes(warehouse, change, { ...record, version }, '')
  return version
}

/** Somebody else has moved an environment since it was read: who, as far as the ledger shows it yet. */
export async function moved(warehouse: Warehouse, environment: string, expected: number): Promise<Fault> {
  const newer = (await readVersions(warehouse, environment)).filter(({ version }) => version > expected)
  const who = newer.length === 0 ? 'somebody else promoted' : `there is ${describeVersions(newer)}`
  const message = `${environment} is no longer at version ${expected}: meanwhile ${who}.`
  return new Fault('production.moved', exits.refused, message, 'Plan and run again.')
}

/** What an INSERT says where a row may be there already. In DuckDB that takes several times as long as a plain one. */
export type Suffix = '' | 'ON CONFLICT DO NOTHING'

/** Writes what a version changes; writing it twice changes nothing, with that suffix. */
export async function bindNodes(
  { ledger }: Warehouse,
  change: BindingChange,
  record: VersionRecord,
  suffix: Suffix,
): Promise<void> {
  const { environment, version } = record
  const ended = [...change.bind.keys(), ...change.unbind]
  const places = ended.map((_, index) => `$${index + 3}`).join(', ')
  if (ended.length > 0)
    await ledger.rows(
      `UPDATE galley.bindings SET valid_to = $2 WHERE environment = $1 AND valid_to IS NULL AND valid_from < $2 AND node IN (${places})`,
      [environment, version, ...ended],
    )
  const begun = [...change.bind].map(([node, build]) => [environment, node, build, version, null])
  await insertRows(ledger, 'galley.bindings', begun, suffix)
  const written = [
    environment,
    version,
    record.kind,
    record.order_id,
    record.actor,
    record.pull_request,
    record.commit_sha,
    record.digest,
    record.created_at,
  ]
  await insertRows(ledger, 'galley.versions', [written], suffix)
}
