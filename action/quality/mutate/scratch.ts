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
export async function openScratch({ dialect, ledger }: Warehouse, id: string): Promise<Scratch> {
  const name = quoteName(`galley_mutants_${id}`)
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
  await ledger.rows(`CREATE SCHEMA ${name}`)
  return {
    original: (relation) => relation,
    relation: (relation) => `${name}.${quoteName(relation)}`,
    close: async () => void (await ledger.rows(`DROP SCHEMA ${name} CASCADE`)),
  }
}
