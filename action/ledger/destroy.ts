import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'

export interface Destroyed {
  readonly names: number
  readonly builds: number
}

/**
 * Takes a kitchen away: its names, its schema, and the builds that no environment's kept version refers to. Doing it twice
 * does nothing. Its orders and measurements stay: they are history.
 */
export async function destroyKitchen(warehouse: Warehouse, name: string, schema: string): Promise<Destroyed> {
  const { ledger } = warehouse
  return warehouse.transaction(async () => {
    const bound = await ledger.rows<{ node: NodeId }>(
      'SELECT DISTINCT node FROM galley.bindings WHERE environment = $1',
      [name],
    )
    await ledger.rows(`DROP SCHEMA IF EXISTS ${quoteName(schema)} CASCADE`)
    await ledger.rows('DELETE FROM galley.bindings WHERE environment = $1', [name])
    await ledger.rows('DELETE FROM galley.versions WHERE environment = $1', [name])
    await ledger.rows('DELETE FROM galley.environments WHERE name = $1', [name])
    const left = await ledger.rows<{ build: string; relation: string | null; is_view: boolean }>(
      `SELECT build, relation, is_view FROM galley.builds
       WHERE environment = $1 AND build NOT IN (SELECT build FROM galley.bindings)`,
      [name],
    )
    // Views first: an engine may refuse to drop a table that a view reads.
    for (const { relation, is_view } of [...left].sort((a, b) => Number(b.is_view) - Number(a.is_view)))
      if (relation !== null) await warehouse.drop(relation, is_view ? 'view' : 'table')
    for (const { build } of left) {
      await ledger.rows('DELETE FROM galley.tested WHERE build = $1', [build])
      await ledger.rows('DELETE FROM galley.builds WHERE build = $1', [build])
    }
    return { names: bound.length, builds: left.length }
  })
}
