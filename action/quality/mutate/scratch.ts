import { quoteName } from '../../../recipes-schema/sql/rewrite.ts'
import type { Warehouse } from '../../warehouses/warehouse.ts'

/** A place of its own for copies with faults, which no order and no person reads. */
export interface Scratch {
  /** The quoted relation of this name in it. */
  relation(name: string): string
  /** A quoted relation of the warehouse as a view in here has to call it. */
  original(relation: string): string
  close(): Promise<void>
}

/** In DuckDB a database in memory, so that the file is not written at all; elsewhere a schema that is dropped. */
export async function openScratch(warehouse: Warehouse, id: string): Promise<Scratch> {
  const { dialect, ledger } = warehouse
  const schema = `galley_mutants_${id}`
  const name = quoteName(schema)
  if (dialect === 'duckdb') {
    await ledger.rows(`ATTACH ':memory:' AS ${name}`)
    const [row] = await ledger.rows<{ name: string }>('SELECT current_database() AS name')
    const database = quoteName(row?.name ?? '')
    return {
      original: (relation) => `${database}.${relation}`,
      relation: (relation) => `${name}.main.${quoteName(relation)}`,
      close: async () => void (await ledger.rows(`DETACH ${name}`)),
    }
  }
  // The ledger may be in another engine than the data.
  await warehouse.makeSchema(schema)
  return {
    original: (relation) => relation,
    relation: (relation) => `${name}.${quoteName(relation)}`,
    async close() {
      const left = await warehouse.relations(schema)
      for (const isView of [true, false])
        for (const { relation } of left.filter(({ is_view }) => is_view === isView))
          await warehouse.drop(relation, isView ? 'view' : 'table')
      await warehouse.dropSchema(schema)
    },
  }
}
