import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { quoteName, quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import { loadDuckdb } from './duckdb-driver.ts'
import { describeQuery, importQuery } from './duckdb-reader.ts'
import { sessionOf } from './duckdb-session.ts'
import { isLost, lost } from './postgres-session.ts'
import type { Column, FileInput, Session, Shaping } from './warehouse.ts'

interface Import {
  readonly pool: pg.Pool
  readonly session: Session
  readonly target: string
  readonly file: FileInput
  readonly shaping?: Shaping
}

/**
 * Brings a file into a table. DuckDB reads it, in memory, so that a file has the same columns, types and sandbox
 * whichever engine it goes to; its rows pass through a file of CSV into COPY.
 */
export async function importFile({ pool, session, target, file, shaping }: Import): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'galley-import-'))
  const csv = join(folder, 'rows.csv')
  try {
    const columns = await writeCsv(file, shaping, csv)
    const long = columns.find(({ name }) => Buffer.byteLength(name) > 63)
    if (long !== undefined)
      throw new Fault('source.name', exits.usage, `The column ${long.name} has a name longer than 63 bytes.`)
    const declared = columns.map(({ name, type }) => `${quoteName(name)} ${file.types?.[name] ?? typeOf(type)}`)
    await session.rows(`DROP TABLE IF EXISTS ${target}`)
    await session.rows(`CREATE TABLE ${target} (${declared.join(', ')})`)
    await copy(pool, target, csv)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeCsv(file: FileInput, shaping: Shaping | undefined, path: string): Promise<Column[]> {
  const { DuckDBInstance } = await loadDuckdb()
  const instance = await DuckDBInstance.create(':memory:')
  const duckdb = sessionOf(await instance.connect())
  try {
    const query = await importQuery(duckdb, file, shaping)
    const columns = await describeQuery(duckdb, `(${query})`)
    const list = columns.map(textOf).join(', ')
    // Quoted, so that an empty text is told from NULL.
    const options = 'FORMAT csv, HEADER false, FORCE_QUOTE *'
    await duckdb.rows(`COPY (SELECT ${list} FROM (${query}) AS t) TO ${quoteText(path)} (${options})`)
    return columns
  } finally {
    duckdb.close()
    instance.closeSync()
  }
}

async function copy(pool: pg.Pool, target: string, path: string): Promise<void> {
  const client = await pool.connect()
  let broken = false
  try {
    await pipeline(createReadStream(path), client.query(copyFrom(`COPY ${target} FROM STDIN (FORMAT csv)`)))
  } catch (error) {
    broken = isLost(error as Error)
    throw broken ? lost(error as Error) : error
  } finally {
    client.release(broken)
  }
}

/** DuckDB's types by PostgreSQL's; what has none is kept as JSON where it is nested, else as text. */
const types: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'smallint',
  UTINYINT: 'smallint',
  SMALLINT: 'smallint',
  USMALLINT: 'integer',
  INTEGER: 'integer',
  UINTEGER: 'bigint',
  BIGINT: 'bigint',
  UBIGINT: 'numeric(20,0)',
  HUGEINT: 'numeric(39,0)',
  UHUGEINT: 'numeric(39,0)',
  FLOAT: 'real',
  DOUBLE: 'double precision',
  DATE: 'date',
  TIME: 'time',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamptz',
  'TIME WITH TIME ZONE': 'timetz',
  UUID: 'uuid',
  BLOB: 'bytea',
  JSON: 'jsonb',
  INTERVAL: 'interval',
}

function typeOf(type: string): string {
  if (type.startsWith('DECIMAL(')) return type.toLowerCase().replace('decimal', 'numeric')
  return types[type] ?? (isNested(type) ? 'jsonb' : 'text')
}

function isNested(type: string): boolean {
  return type.endsWith(']') || /^(STRUCT|MAP|UNION)\b/.test(type)
}

/** A column as COPY reads it. */
function textOf({ name, type }: Column): string {
  const column = quoteName(name)
  if (type === 'BLOB') return `'\\x' || hex(${column}) AS ${column}`
  return isNested(type) ? `to_json(${column}) AS ${column}` : column
}
