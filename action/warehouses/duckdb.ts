import { mkdir } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api'
import { quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import { loadDuckdb } from './duckdb-driver.ts'
import type { Parameters, Row, Session, Value, Warehouse } from './warehouse.ts'

export interface OpenOptions {
  /** How long to wait for another process to let go of the file, in milliseconds. */
  readonly waitMs: number
  /** Told once when the file is held by another process. */
  readonly onWait: (message: string) => void
  readonly signal: AbortSignal
}

/** DuckDB on one file. One process writes at a time: later ones wait for it. */
export async function openDuckdb(path: string, options: OpenOptions): Promise<Warehouse> {
  const instance = await openFile(path, options)
  const ledger = sessionOf(await instance.connect())
  const [version] = await ledger.rows<{ version: string }>('SELECT version() AS version')
  let busy: Promise<unknown> = Promise.resolve()
  return {
    dialect: 'duckdb',
    engine: `duckdb ${version?.version}`,
    ledger,
    session: async () => singly(await instance.connect()),
    transaction(work) {
      const done = busy.then(() => inTransaction(ledger, work))
      busy = done.catch(() => undefined)
      return done
    },
    async importFile(session, relation, file) {
      await session.rows(`CREATE OR REPLACE TABLE ${relation} AS SELECT * FROM ${readerOf(file)}(${quoteText(file)})`)
    },
    async checksum(relation) {
      // An alias that no column has: hash() of a row, not of the column of that name.
      const row = '"galley: the row"'
      const [sum] = await ledger.rows<{ sum: string }>(
        `SELECT concat_ws(':', count(*), coalesce(sum(hash(${row})), 0), coalesce(bit_xor(hash(${row})), 0)) AS sum
         FROM ${relation} AS ${row}`,
      )
      return sum?.sum ?? ''
    },
    lineOf(error) {
      const line = /^LINE (\d+):/m.exec(error.message)?.[1]
      return line === undefined ? null : Number(line)
    },
    async close() {
      ledger.close()
      instance.closeSync()
    },
  }
}

async function openFile(path: string, { waitMs, onWait, signal }: OpenOptions): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await loadDuckdb()
  await mkdir(dirname(path), { recursive: true })
  const deadline = Date.now() + waitMs
  for (let told = false; ; told = true) {
    try {
      // Two instances on one file in one process would not see one another's work.
      return await DuckDBInstance.fromCache(path)
    } catch (error) {
      const { message } = error as Error
      const locked = /Could not set lock/.test(message)
      if (!locked) throw new Fault('warehouse.open', exits.world, `DuckDB cannot open ${path}: ${firstLine(message)}`)
      if (signal.aborted) throw new Fault('cancelled', exits.cancelled, 'Cancelled while waiting for the warehouse.')
      if (Date.now() > deadline)
        throw new Fault(
          'warehouse.locked',
          exits.world,
          `${path} is still held by another process.`,
          'Try again when it has ended.',
        )
      if (!told) onWait(`${path} is held by another process; waiting for it to finish.`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

/** A session for people's SQL: one statement a call, so that no text can bring a second one along. */
function singly(connection: DuckDBConnection): Session {
  const session = sessionOf(connection)
  return {
    ...session,
    async rows(sql, parameters) {
      const { count } = await connection.extractStatements(sql)
      if (count !== 1) throw new Error(`there are ${count} statements in one text`)
      return session.rows(sql, parameters)
    },
  }
}

function sessionOf(connection: DuckDBConnection): Session {
  return {
    async rows<R extends Row>(sql: string, parameters?: Parameters): Promise<R[]> {
      const reader = await connection.runAndReadAll(sql, parameters as Record<string, DuckDBValue> | undefined)
      return reader.getRowObjectsJS().map((row) => mapRow(row) as R)
    },
    interrupt: () => connection.interrupt(),
    close: () => connection.closeSync(),
  }
}

async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.rows('BEGIN TRANSACTION')
  let result: T
  try {
    result = await work()
  } catch (error) {
    await session.rows('ROLLBACK')
    throw error
  }
  await session.rows('COMMIT')
  return result
}

function mapRow(row: Readonly<Record<string, unknown>>): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, mapValue(value)]))
}

function mapValue(value: unknown): Value {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : value.toString()
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value
  return value instanceof Date ? value.toISOString() : String(value)
}

function readerOf(path: string): string {
  const type = extname(path.replace(/\.(gz|zst)$/, ''))
  const readers: Record<string, string> = { '.parquet': 'read_parquet', '.csv': 'read_csv', '.tsv': 'read_csv' }
  readers['.json'] = 'read_json'
  readers['.ndjson'] = 'read_json'
  const reader = readers[type]
  if (reader !== undefined) return reader
  throw new Fault(
    'source.format',
    exits.usage,
    `${path} is of no known format.`,
    'Known are .parquet, .csv, .tsv, .json and .ndjson.',
  )
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text
}
