import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { type Leftover, removeLeftovers } from './clean.ts'

export interface Destroyed {
  readonly names: number
  readonly builds: number
}

/**
 * Takes a kitchen away: its names, its schema where nobody else has put anything into it, and the builds that no
 * environment's kept version refers to. Doing it twice does nothing. Its orders and measurements stay: they are history.
 */
export async function destroyKitchen(warehouse: Warehouse, name: string, schema: string): Promise<Destroyed> {
  const { ledger } = warehouse
  const names = await warehouse.transaction(async () => {
    const bound = await ledger.rows<{ node: NodeId }>(
      'SELECT DISTINCT node FROM galley.bindings WHERE environment = $1',
      [name],
    )
    const present = new Set((await warehouse.relations(schema)).map(({ relation }) => relation))
    const views = bound.map(({ node }) => `${quoteName(schema)}.${quoteName(node.slice(node.indexOf('.') + 1))}`)
    const ours = views.filter((view) => present.has(view))
    await warehouse.moveNames(ours.map((view) => ({ view, relation: null })))
    // What somebody put there is theirs: the schema stays with it.
    if (present.size === ours.length) await warehouse.dropSchema(schema)
    await ledger.rows('DELETE FROM galley.bindings WHERE environment = $1', [name])
    await ledger.rows('DELETE FROM galley.versions WHERE environment = $1', [name])
    await ledger.rows('DELETE FROM galley.environments WHERE name = $1', [name])
    return bound.length
  })
  const left = await ownBuilds(warehouse, name)
  await removeLeftovers(warehouse, left)
  return { names, builds: left.length }
}

/** What only this kitchen made and nobody is bound to, and no other build that is a view reads. */
async function ownBuilds({ ledger }: Warehouse, name: string): Promise<Leftover[]> {
  const rows = await ledger.rows<
    Omit<Leftover, 'bytes' | 'build'> & { build: string; [column: string]: string | boolean | null }
  >(
    `SELECT build, node, relation, is_view FROM galley.builds
     WHERE environment = $1 AND build NOT IN (SELECT build FROM galley.bindings)`,
    [name],
  )
  const own = new Set(rows.map(({ build }) => build))
  const readers = await ledger.rows<{ build: string; reads: string }>(
    'SELECT build, reads FROM galley.builds WHERE is_view AND reads IS NOT NULL',
  )
  const needed = new Set(readers.flatMap(({ build, reads }) => (own.has(build) ? [] : (JSON.parse(reads) as string[]))))
  return rows.filter(({ build }) => !needed.has(build)).map((row) => ({ ...row, bytes: null }))
}
