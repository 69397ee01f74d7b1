import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import { loadDuckdb } from './duckdb-driver.ts'
import { describeQuery, importQuery } from './duckdb-reader.ts'
import { sessionOf } from './duckdb-session.ts'
import type { Column, FileInput, Session, Shaping, Value } from './warehouse.ts'

/** How rows are written in an engine's statements. */
export interface Writing {
  /** Engines' types by DuckDB's. */
  readonly types: Readonly<Record<string, string>>
  /** The type of what has none of those, for one: nested values, which come as JSON texts. */
  readonly otherwise: string
  /** A value, which comes as a text, as SQL of a column's type. */
  readonly cell: (text: string | null, type: string) => string
  /** How many characters a statement may have. */
  readonly longest: number
  /** How many rows an INSERT may have. */
  readonly rows: number
}

/** DuckDB's types that have the same name elsewhere, or one that holds all of their values. */
export const plainTypes: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'integer',
  UTINYINT: 'integer',
  SMALLINT: 'integer',
  USMALLINT: 'integer',
  INTEGER: 'integer',
  UINTEGER: 'bigint',
  BIGINT: 'bigint',
  DOUBLE: 'double',
  DATE: 'date',
  TIME: 'time(6)',
}

/**
 * Brings a file into a table by statements. DuckDB reads it, in memory, so that a file has the same columns, types and
 * sandbox whichever engine it goes to; its rows go over as statements. That is for small files: what is large belongs
 * where the engine reads it by itself.
 */
export function importer(writing: Writing) {
  return async (session: Session, target: string, file: FileInput, shaping?: Shaping): Promise<void> => {
    const { DuckDBInstance } = await loadDuckdb()
    const instance = await DuckDBInstance.create(':memory:')
    const duckdb = sessionOf(await instance.connect())
    try {
      const query = await importQuery(duckdb, file, shaping)
      const columns = await describeQuery(duckdb, `(${query})`)
      const types = columns.map(({ name, type }) => file.types?.[name] ?? typeOf(type, writing))
      await session.rows(`DROP TABLE IF EXISTS ${target}`)
      const declared = columns.map(({ name }, at) => `${quoteName(name)} ${types[at]}`)
      await session.rows(`CREATE TABLE ${target} (${declared.join(', ')})`)
      const list = columns.map(textOf).join(', ')
      const rows = await duckdb.rows<Record<string, Value>>(`SELECT ${list} FROM (${query}) AS t`)
      const cells = rows.map((row) =>
        columns.map(({ name }, at) => {
          const value = row[name] ?? null
          return writing.cell(value === null ? null : String(value), types[at] ?? '')
        }),
      )
      for (const statement of inserts(target, cells, writing)) await session.rows(statement)
    } finally {
      duckdb.close()
      instance.closeSync()
    }
  }
}

function* inserts(
  target: string,
  rows: readonly (readonly string[])[],
  { longest, rows: most }: Writing,
): Generator<string> {
  const head = `INSERT INTO ${target} VALUES `
  let values: string[] = []
  let length = head.length
  for (const row of rows) {
    const text = `(${row.join(', ')})`
    if (text.length + head.length > longest)
      throw new Fault('source.row', exits.usage, `A row for ${target} is longer than a statement may be.`)
    if (values.length === most || length + text.length + 2 > longest) {
      yield head + values.join(', ')
      values = []
      length = head.length
    }
    values.push(text)
    length += text.length + 2
  }
  if (values.length > 0) yield head + values.join(', ')
}

function typeOf(type: string, { types, otherwise }: Writing): string {
  if (type.startsWith('DECIMAL(')) return type.toLowerCase()
  return types[type] ?? otherwise
}

function textOf({ name, type }: Column): string {
  const column = quoteName(name)
  if (type === 'BLOB') return `hex(${column}) AS ${column}`
  const nested = type.endsWith(']') || /^(STRUCT|MAP|UNION)\b/.test(type)
  return `CAST(${nested ? `to_json(${column})` : column} AS varchar) AS ${column}`
}
