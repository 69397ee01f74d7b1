import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import { loadDuckdb } from './duckdb-driver.ts'
import { describeQuery, importQuery } from './duckdb-reader.ts'
import { sessionOf } from './duckdb-session.ts'
import { literal } from './trino-values.ts'
import type { Column, FileInput, Session, Shaping, Value } from './warehouse.ts'

/** A statement of Trino's may have a million characters. */
const longest = 800_000

/**
 * Brings a file into a table. DuckDB reads it, in memory, so that a file has the same columns, types and sandbox
 * whichever engine it goes to; its rows go over as statements. That is for small files: what is large belongs into the
 * lake, where Trino reads it by itself.
 */
export async function importFile(session: Session, target: string, file: FileInput, shaping?: Shaping): Promise<void> {
  const { DuckDBInstance } = await loadDuckdb()
  const instance = await DuckDBInstance.create(':memory:')
  const duckdb = sessionOf(await instance.connect())
  try {
    const query = await importQuery(duckdb, file, shaping)
    const columns = await describeQuery(duckdb, `(${query})`)
    const types = columns.map(({ name, type }) => file.types?.[name] ?? typeOf(type))
    await session.rows(`DROP TABLE IF EXISTS ${target}`)
    const declared = columns.map(({ name }, at) => `${quoteName(name)} ${types[at]}`)
    await session.rows(`CREATE TABLE ${target} (${declared.join(', ')})`)
    const list = columns.map(textOf).join(', ')
    const rows = await duckdb.rows<Record<string, Value>>(`SELECT ${list} FROM (${query}) AS t`)
    for (const statement of inserts(target, columns, types, rows)) await session.rows(statement)
  } finally {
    duckdb.close()
    instance.closeSync()
  }
}

function* inserts(
  target: string,
  columns: readonly Column[],
  types: readonly string[],
  rows: readonly Readonly<Record<string, Value>>[],
): Generator<string> {
  const head = `INSERT INTO ${target} VALUES `
  let values: string[] = []
  let length = head.length
  for (const row of rows) {
    const text = `(${columns.map(({ name }, at) => cellOf(row[name] ?? null, types[at] ?? '')).join(', ')})`
    if (text.length + head.length > longest)
      throw new Fault('source.row', exits.usage, `A row for ${target} is longer than a statement may be.`)
    if (length + text.length + 2 > longest) {
      yield head + values.join(', ')
      values = []
      length = head.length
    }
    values.push(text)
    length += text.length + 2
  }
  if (values.length > 0) yield head + values.join(', ')
}

/** Everything comes as a text, and is what its column is. */
function cellOf(value: Value, type: string): string {
  if (value === null) return 'NULL'
  if (type === 'varbinary') return `from_hex(${literal(String(value))})`
  return type === 'varchar' ? literal(String(value)) : `CAST(${literal(String(value))} AS ${type})`
}

/** DuckDB's types by those that Iceberg keeps; nested ones are kept as JSON texts. */
const types: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'integer',
  UTINYINT: 'integer',
  SMALLINT: 'integer',
  USMALLINT: 'integer',
  INTEGER: 'integer',
  UINTEGER: 'bigint',
  BIGINT: 'bigint',
  UBIGINT: 'decimal(20,0)',
  HUGEINT: 'decimal(38,0)',
  UHUGEINT: 'decimal(38,0)',
  FLOAT: 'real',
  DOUBLE: 'double',
  DATE: 'date',
  TIME: 'time(6)',
  TIMESTAMP: 'timestamp(6)',
  TIMESTAMP_S: 'timestamp(6)',
  TIMESTAMP_MS: 'timestamp(6)',
  TIMESTAMP_NS: 'timestamp(6)',
  'TIMESTAMP WITH TIME ZONE': 'timestamp(6) with time zone',
  UUID: 'uuid',
  BLOB: 'varbinary',
}

function typeOf(type: string): string {
  if (type.startsWith('DECIMAL(')) return type.toLowerCase()
  return types[type] ?? 'varchar'
}

function textOf({ name, type }: Column): string {
  const column = quoteName(name)
  if (type === 'BLOB') return `hex(${column}) AS ${column}`
  const nested = type.endsWith(']') || /^(STRUCT|MAP|UNION)\b/.test(type)
  return `CAST(${nested ? `to_json(${column})` : column} AS varchar) AS ${column}`
}
