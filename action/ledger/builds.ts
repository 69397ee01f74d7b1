import type { Fingerprint } from '../../recipes-schema/plan/types.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import { canonicalJson, sha256 } from '../../recipes-schema/text/digest.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { insertNew, placesOf } from './insert.ts'

/** What a node or source was made into: addressed by what it is made of, never changed. */
export interface Build {
  readonly build: string
  readonly node: NodeId
  readonly kind: string
  readonly fingerprint: Fingerprint
  /** The name in galley_builds; null for nodes that leave no relation. */
  readonly relation: string | null
  readonly is_view: boolean
  readonly row_count: number | null
  readonly checksum: string | null
  readonly outputs: Readonly<Record<string, string>>
  /** True when it stands on sampled or masked data: it is never promoted. */
  readonly sandboxed: boolean
}

export interface BuildOrigin {
  readonly order_id: string
  readonly environment: string
  readonly commit: string | null
  readonly created_at: string
}

const columns = 'build, node, kind, fingerprint, relation, is_view, row_count, checksum, outputs, sandboxed'
export const buildColumns = columns
export type BuildRow = Omit<Build, 'outputs'> & { readonly outputs: string }

export function buildOf(row: BuildRow): Build {
  // Most have none, and there may be thousands.
  return { ...row, outputs: row.outputs === '{}' ? {} : (JSON.parse(row.outputs) as Record<string, string>) }
}

/** A node's address: its fingerprint over the very builds that it reads. */
export function buildKey(node: NodeId, fingerprint: Fingerprint, upstreams: readonly string[]): string {
  return sha256(canonicalJson([node, fingerprint, upstreams])).slice(0, 20)
}

/** A source's address: which file, and what was in it. */
export function sourceKey(source: NodeId, fingerprint: Fingerprint, version: string): string {
  return sha256(canonicalJson([source, fingerprint, version])).slice(0, 20)
}

/** The quoted relation that a build has or will have: `galley_builds."arrivals__3f2a9c1b20"`. */
export function relationOf(node: NodeId, build: string): string {
  const name = node.slice(node.indexOf('.') + 1)
  // PostgreSQL cuts names at 63 bytes without a word; the key makes the shortened one unique.
  return `galley_builds.${quoteName(`${name.slice(0, 50)}__${build.slice(0, 10)}`)}`
}

export async function findBuilds({ ledger }: Warehouse, keys: readonly string[]): Promise<Map<string, Build>> {
  if (keys.length === 0) return new Map()
  const places = keys.map((_, index) => `$${index + 1}`).join(', ')
  const rows = await ledger.rows<BuildRow>(`SELECT ${columns} FROM galley.builds WHERE build IN (${places})`, keys)
  return new Map(rows.map((row) => [row.build, buildOf(row)]))
}

/** Builds with the fingerprints of these, at other addresses. */
export async function earlierBuilds(
  { ledger }: Warehouse,
  builds: readonly Pick<Build, 'build' | 'fingerprint'>[],
): Promise<{ readonly build: string; readonly sandboxed: boolean }[]> {
  if (builds.length === 0) return []
  const places = builds.map((_, index) => `$${index + 1}`).join(', ')
  const rows = await ledger.rows<{ build: string; sandboxed: boolean }>(
    `SELECT build, sandboxed FROM galley.builds WHERE fingerprint IN (${places})`,
    builds.map(({ fingerprint }) => fingerprint),
  )
  const these = new Set(builds.map(({ build }) => build))
  return rows.filter(({ build }) => !these.has(build))
}

/** A build to be written down. */
export interface NewBuild {
  readonly build: Build
  readonly origin: BuildOrigin
  /** How long it took to make. */
  readonly seconds: number
  /** The builds that it reads. */
  readonly reads?: readonly string[]
}

/** Writes builds into the ledger, in one statement; those that are there already stay. */
export async function recordBuilds({ ledger, engine }: Warehouse, builds: readonly NewBuild[]): Promise<void> {
  const rows = builds.map(({ build, origin, seconds, reads = [] }) => [
    build.build,
    build.node,
    build.kind,
    build.fingerprint,
    build.relation,
    build.is_view,
    build.row_count,
    build.checksum,
    JSON.stringify(build.outputs),
    build.sandboxed,
    origin.order_id,
    origin.environment,
    origin.commit,
    engine,
    origin.created_at,
    seconds,
    JSON.stringify(reads),
  ])
  const written = `${columns}, order_id, environment, commit_sha, engine, created_at, seconds, reads`
  await insertNew(ledger, `galley.builds (${written})`, rows)
}

/** How long the newest build of each node took, in seconds; nodes that were never built are not in it. */
export async function pastSeconds({ ledger }: Warehouse, nodes: readonly NodeId[]): Promise<Map<NodeId, number>> {
  if (nodes.length === 0) return new Map()
  const places = nodes.map((_, index) => `$${index + 1}`).join(', ')
  const rows = await ledger.rows<{ node: NodeId; seconds: number }>(
    `SELECT b.node, max(b.seconds) AS seconds FROM galley.builds b
     JOIN (SELECT node, max(created_at) AS newest FROM galley.builds WHERE node IN (${places}) GROUP BY node) n
       ON n.node = b.node AND n.newest = b.created_at
     WHERE b.seconds IS NOT NULL GROUP BY b.node`,
    nodes,
  )
  return new Map(rows.map(({ node, seconds }) => [node, seconds]))
}

/** Forgets a build that is not what it was: whoever needs it makes it anew at the same address. */
export async function forgetBuild({ ledger }: Warehouse, build: string): Promise<void> {
  await ledger.rows('DELETE FROM galley.tested WHERE build = $1', [build])
  await ledger.rows('DELETE FROM galley.builds WHERE build = $1', [build])
}

/** A build that its checks (by their fingerprint) let pass. */
export interface TestedBuild {
  readonly build: string
  readonly checks: string
}

export async function recordTested(
  { ledger }: Warehouse,
  tested: readonly TestedBuild[],
  orderId: string,
): Promise<void> {
  const rows = tested.map(({ build, checks }) => [build, checks, orderId])
  await insertNew(ledger, 'galley.tested', rows)
}

/** The pairs of build and checks that have passed before, as `build/checks`, of these builds. */
export async function testedBuilds({ ledger }: Warehouse, builds: readonly string[]): Promise<Set<string>> {
  if (builds.length === 0) return new Set()
  const rows = await ledger.rows<{ pair: string }>(
    `SELECT concat(build, '/', checks) AS pair FROM galley.tested WHERE build IN (${placesOf(builds)})`,
    builds,
  )
  return new Set(rows.map((row) => row.pair))
}
