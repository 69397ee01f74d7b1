import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { placesOf } from './insert.ts'

/** A relation that nobody needs any more. */
export interface Leftover {
  /** Null: an order that was cut short made it and never wrote it down. */
  readonly build: string | null
  readonly node: NodeId | null
  readonly relation: string | null
  readonly is_view: boolean
  /** Bytes on disk; null where the engine does not tell. */
  readonly bytes: number | null
}

export interface Retention {
  /** The oldest version of production that a rollback can go to. */
  readonly oldestVersion: number
  /** Builds that were made after this are kept, whoever needs them: ISO text. */
  readonly madeAfter: string
}

/**
 * What no environment is bound to, no kept version of production was bound to, and no kept view reads; and relations that
 * the ledger does not know.
 */
export async function findLeftovers(warehouse: Warehouse, retention: Retention): Promise<Leftover[]> {
  const { ledger } = warehouse
  const builds = await ledger.rows<{
    build: string
    node: NodeId
    relation: string | null
    is_view: boolean
    reads: string | null
    created_at: string
  }>('SELECT build, node, relation, is_view, reads, created_at FROM galley.builds')
  const bound = await ledger.rows<{ build: string }>(
    `SELECT DISTINCT build FROM galley.bindings
     WHERE valid_to IS NULL OR (environment = 'production' AND valid_to > $1)`,
    [retention.oldestVersion],
  )
  const known = new Map(builds.map((one) => [one.build, one]))
  const kept = new Set<string>()
  const keep = [...bound, ...builds.filter((one) => one.created_at > retention.madeAfter)].map(({ build }) => build)
  for (let build = keep.pop(); build !== undefined; build = keep.pop()) {
    if (kept.has(build)) continue
    kept.add(build)
    const one = known.get(build)
    // A view computes from what it reads; a table has done so.
    if (one?.is_view && one.reads !== null) keep.push(...(JSON.parse(one.reads) as string[]))
  }
  const gone = builds.filter(({ build }) => !kept.has(build))
  const written = new Set(builds.map(({ relation }) => relation))
  const present = await warehouse.relations('galley_builds')
  const unwritten = present.filter(({ relation }) => !written.has(relation))
  const leftovers: Leftover[] = []
  for (const { build, node, relation, is_view } of gone)
    leftovers.push({ build, node, relation, is_view, bytes: await bytesOf(warehouse, relation, is_view) })
  for (const { relation, is_view } of unwritten) {
    const bytes = await bytesOf(warehouse, relation, is_view)
    leftovers.push({ build: null, node: null, relation, is_view, bytes })
  }
  return leftovers
}

/** Removes them, all or none. Removing twice does nothing. */
export async function removeLeftovers(warehouse: Warehouse, leftovers: readonly Leftover[]): Promise<void> {
  if (leftovers.length === 0) return
  const { ledger } = warehouse
  const builds = leftovers.flatMap(({ build }) => build ?? [])
  await warehouse.transaction(async () => {
    // Forgotten first: where this is no transaction, what is cut short leaves relations that the next cleaning finds.
    if (builds.length > 0) {
      await ledger.rows(`DELETE FROM galley.tested WHERE build IN (${placesOf(builds)})`, builds)
      await ledger.rows(`DELETE FROM galley.builds WHERE build IN (${placesOf(builds)})`, builds)
    }
    // Views first: an engine may refuse to drop a table that a view reads.
    for (const { relation, is_view } of [...leftovers].sort((a, b) => Number(b.is_view) - Number(a.is_view)))
      if (relation !== null) await warehouse.drop(relation, is_view ? 'view' : 'table')
  })
}

async function bytesOf(warehouse: Warehouse, relation: string | null, isView: boolean): Promise<number | null> {
  if (relation === null || isView) return 0
  return warehouse.bytes(relation)
}
