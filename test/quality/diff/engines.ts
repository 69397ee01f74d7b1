import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { DiffDialect } from '../../../action/quality/diff/dialects/dialect.ts'
import { duckdb } from '../../../action/quality/diff/dialects/duckdb.ts'
import { openDuckdb } from '../../../action/warehouses/duckdb.ts'
import type { Session } from '../../../action/warehouses/warehouse.ts'
import type { TypedColumn } from '../../../recipes-schema/diff/types.ts'
import { quoteName, quoteText } from '../../../recipes-schema/sql/rewrite.ts'
import { scratch } from '../../support/scratch.ts'
import type { Cell, MemoryRow } from './brute.ts'

export interface Opened {
  readonly dialect: DiffDialect
  readonly session: Session
}

export interface Engine {
  readonly name: string
  open(): Promise<Opened>
}

export const engines: readonly Engine[] = [
  {
    name: 'DuckDB',
    async open() {
      const path = join(await scratch(), 'w.duckdb')
      const warehouse = await openDuckdb(path, { waitMs: 0, onWait: () => {}, signal: new AbortController().signal })
      const session = await warehouse.session()
      onTestFinished(async () => {
        session.close()
        await warehouse.close()
      })
      return { dialect: duckdb, session }
    },
  },
]

const columns = {
  id: 'integer',
  'Part "2"': 'varchar',
  größe: 'bigint',
  amount: 'double precision',
  note: 'varchar',
  ok: 'boolean',
}

/** Makes a table of rows in memory and reads its columns back as a diff does. */
export async function tableOf(
  { session, dialect }: Opened,
  name: string,
  rows: readonly MemoryRow[],
): Promise<{ relation: string; columns: TypedColumn[] }> {
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
  return { relation, columns: await session.rows<TypedColumn & Record<string, string>>(dialect.columns(relation)) }
}

function literal(cell: Cell): string {
  if (typeof cell === 'string') return quoteText(cell)
  if (typeof cell === 'number')
    return `CAST(${quoteText(Object.is(cell, -0) ? '-0.0' : String(cell))} AS double precision)`
  return String(cell)
}
