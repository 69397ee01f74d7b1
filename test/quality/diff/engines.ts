import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { DiffDialect } from '../../../action/quality/diff/dialects/dialect.ts'
import { diffDialect } from '../../../action/quality/diff/dialects/index.ts'
import { openWarehouse } from '../../../action/warehouses/index.ts'
import type { Session, Warehouse } from '../../../action/warehouses/warehouse.ts'
import type { TypedColumn } from '../../../recipes-schema/diff/types.ts'
import { quoteName, quoteText } from '../../../recipes-schema/sql/rewrite.ts'
import { postgresForFile } from '../../support/postgres.ts'
import { scratch } from '../../support/scratch.ts'
import type { Cell, MemoryRow } from './brute.ts'

export interface Opened {
  readonly dialect: DiffDialect
  readonly warehouse: Warehouse
  readonly session: Session
}

export interface Engine {
  readonly name: string
  /** For one test; closed when it has finished. */
  open(): Promise<Opened>
}

/** The engines that data can be compared in, for the tests of a file. */
export function enginesForFile(): readonly Engine[] {
  const server = postgresForFile()
  return [
    { name: 'DuckDB', open: async () => opened('duckdb', { path: join(await scratch(), 'w.duckdb') }) },
    { name: 'PostgreSQL', open: async () => opened('postgres', { url: await server.database() }) },
  ]
}

async function opened(type: string, settings: Readonly<Record<string, string>>): Promise<Opened> {
  const signal = new AbortController().signal
  const warehouse = await openWarehouse(type, settings, { waitMs: 10_000, onWait: () => {}, signal })
  const session = await warehouse.session()
  onTestFinished(async () => {
    session.close()
    await warehouse.close()
  })
  const dialect = diffDialect(warehouse.dialect)
  if (dialect === null) throw new Error(`nothing can be compared in ${type}`)
  return { dialect, warehouse, session }
}

const columns = {
  id: 'integer',
  'Part "2"': 'varchar',
  größe: 'bigint',
  amount: 'double precision',
  note: 'varchar',
  ok: 'boolean',
}

/** Makes a table of rows in memory and reads its columns back. */
export async function tableOf(
  { session, warehouse }: Opened,
  name: string,
  rows: readonly MemoryRow[],
): Promise<{ relation: string; columns: readonly TypedColumn[] }> {
  const relation = quoteName(name)
  const list = Object.entries(columns).map(([column, type]) => `${quoteName(column)} ${type}`)
  await session.rows(`CREATE TABLE ${relation} (${list.join(', ')})`)
  const tuples = rows.map(
    (row) =>
      `(${Object.keys(columns)
        .map((column) => literal(row[column] ?? null))
        .join(', ')})`,
  )
  if (rows.length > 0) await session.rows(`INSERT INTO ${relation} VALUES ${tuples.join(', ')}`)
  return { relation, columns: await warehouse.columns(relation) }
}

function literal(cell: Cell): string {
  if (typeof cell === 'string') return quoteText(cell)
  if (typeof cell === 'number')
    return `CAST(${quoteText(Object.is(cell, -0) ? '-0.0' : String(cell))} AS double precision)`
  return String(cell)
}
