import { quoteName, quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import { openPostgres } from './postgres.ts'
import { partsOf } from './relations.ts'
import { runStatement, type TrinoAddress, TrinoError } from './trino-client.ts'
import { importFile } from './trino-import.ts'
import { bound } from './trino-values.ts'
import type { Column, Making, NameChange, OpenOptions, Row, Session, StatementPlace, Warehouse } from './warehouse.ts'

/** A Trino's catalog for the data, and a PostgreSQL for the ledger. */
export interface TrinoSettings extends TrinoAddress {
  /** postgres://… of the database that the ledger is in. */
  readonly ledger: string
}

/**
 * Trino on a catalog that keeps tables and views, such as Iceberg. It has no transaction over several statements, so the
 * ledger is in PostgreSQL, whose rows decide who promotes, and names move by the journal (decision 42).
 */
export async function openTrino(settings: TrinoSettings, options: Pick<OpenOptions, 'waitMs'>): Promise<Warehouse> {
  const books = await openPostgres(settings.ledger, options)
  try {
    return await over(settings, books)
  } catch (error) {
    await books.close()
    throw error
  }
}

async function over(address: TrinoAddress, books: Warehouse): Promise<Warehouse> {
  const open = new Set<Session>()
  const connect = (purpose: string): Session => {
    const session = sessionOf(address, purpose)
    open.add(session)
    return { ...session, close: () => void open.delete(session) }
  }
  const own = connect('galley')
  const [server] = await own.rows<{ version: string }>('SELECT version() AS version')
  const moveNames = (changes: readonly NameChange[]): Promise<void> =>
    inTurn(changes, (change) => moveName(own, change))
  return {
    dialect: 'trino',
    engine: `trino ${server?.version}`,
    promotion: 'journal',
    // Iceberg's tables in a file metastore end here; other catalogs take more.
    nameBytes: 128,
    ledger: books.ledger,
    session: async (purpose = 'session') => connect(purpose),
    transaction: (work) => books.transaction(work),
    make,
    importFile,
    moveNames,
    async drop(relation, as) {
      await own.rows(`DROP ${as} IF EXISTS ${relation}`)
    },
    async makeSchema(schema) {
      await own.rows(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`)
    },
    async dropSchema(schema) {
      await own.rows(`DROP SCHEMA IF EXISTS ${quoteName(schema)}`)
    },
    async relations(schema) {
      const rows = await own.rows<{ name: string; type: string }>(
        'SELECT table_name AS name, table_type AS type FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1',
        [schema],
      )
      const owner = schema === 'galley_builds' ? schema : quoteName(schema)
      return rows.map(({ name, type }) => ({ relation: `${owner}.${quoteName(name)}`, is_view: type === 'VIEW' }))
    },
    columns: (relation) => columnsOf(own, relation),
    async content(relation, session = own) {
      const row = rowText(await columnsOf(own, relation))
      const [sums] = await session.rows<{ rows: number; sum: string | null }>(
        `SELECT count(*) AS rows, to_hex(checksum(xxhash64(to_utf8(${row})))) AS sum FROM ${relation}`,
      )
      return { rows: Number(sums?.rows ?? 0), checksum: `${sums?.rows ?? 0}:${sums?.sum ?? ''}` }
    },
    async bytes(relation) {
      const files = relation.replace(/"((?:[^"]|"")*)"$|([^."]+)$/, (_, quoted, bare) => `"${quoted ?? bare}$files"`)
      const [size] = await own
        .rows<{ bytes: number | null }>(`SELECT sum(file_size_in_bytes) AS bytes FROM ${files}`)
        // A view has no files, nor has a table of another connector.
        .catch((error: Error) => (error instanceof TrinoError ? [{ bytes: null }] : Promise.reject(error)))
      return size?.bytes ?? null
    },
    expectedRows,
    placeOf,
    isTransient: (error) =>
      error instanceof Fault || (error instanceof TrinoError && /INTERNAL|RESOURCES|EXTERNAL/.test(error.type)),
    hold: (name) => books.hold(name),
    isHeld: (name) => books.isHeld(name),
    async close() {
      for (const session of open) session.interrupt()
      await books.close()
    },
  }
}

function sessionOf(address: TrinoAddress, purpose: string): Session {
  let running: { cancel(): void } | null = null
  return {
    async rows<R extends Row>(sql: string, parameters = [] as readonly never[]): Promise<R[]> {
      const statement = runStatement(address, bound(sql, parameters), purpose)
      running = statement
      return (await statement.rows) as R[]
    },
    interrupt: () => running?.cancel(),
    close: () => undefined,
  }
}

/** The query starts on the statement's first line, so that the engine's positions are the query's lines. */
async function make(session: Session, { target, as, query, parameters }: Making): Promise<void> {
  await session.rows(`DROP ${as} IF EXISTS ${target}`)
  await session.rows(`CREATE ${as} ${target} AS ${query}`, parameters)
}

/** A view's columns are frozen when it is made, so it is made anew for each relation that it shows. */
async function moveName(session: Session, { view, relation }: NameChange): Promise<void> {
  const statement =
    relation === null ? `DROP VIEW IF EXISTS ${view}` : `CREATE OR REPLACE VIEW ${view} AS SELECT * FROM ${relation}`
  for (let attempt = 1; ; attempt++) {
    try {
      await session.rows(statement)
      return
    } catch (error) {
      // Somebody has moved it at the same moment; doing it again does no harm.
      const raced = error instanceof TrinoError && /updated concurrently|commit/i.test(error.message)
      if (!raced || attempt === 5) throw error
    }
  }
}

async function inTurn<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (const one of all) await work(one)
}

async function columnsOf(session: Session, relation: string): Promise<Column[]> {
  const { catalog, schema, name } = partsOf(relation.toLowerCase())
  const from = catalog === null ? '' : `${quoteName(catalog)}.`
  return session.rows<{ name: string; type: string }>(
    `SELECT column_name AS name, data_type AS type FROM ${from}information_schema.columns
     WHERE table_schema = ${quoteText(schema)} AND table_name = ${quoteText(name)} ORDER BY ordinal_position`,
  )
}

/**
 * A row as one text, each value with its length before it. `checksum(ROW(a, b))` would be shorter, but Trino hashes a row by
 * a sum of its values' hashes, so that values which change places between rows leave the sum as it was.
 */
function rowText(columns: readonly Column[]): string {
  const texts = columns.map(({ name, type }) => {
    const column = quoteName(name)
    const text = /^varbinary/.test(type)
      ? `to_hex(${column})`
      : /^(array|map|row)\(/.test(type)
        ? `json_format(CAST(${column} AS json))`
        : `CAST(${column} AS varchar)`
    return `coalesce(CAST(length(${text}) AS varchar) || ':' || ${text}, '-')`
  })
  return texts.length === 0 ? "''" : texts.join(" || ' ' || ")
}

/** The planner's estimate of a query's rows. */
async function expectedRows(session: Session, query: string): Promise<number | null> {
  const [row] = await session.rows<{ 'Query Plan': string }>(`EXPLAIN (TYPE IO, FORMAT JSON) ${query}`)
  const plan: unknown = JSON.parse(row?.['Query Plan'] ?? 'null')
  const estimate = (plan as { estimate?: { outputRowCount?: unknown } } | null)?.estimate
  const rows = Number(estimate?.outputRowCount ?? Number.NaN)
  return Number.isFinite(rows) ? rows : null
}

function placeOf(error: Error): StatementPlace | null {
  if (!(error instanceof TrinoError) || error.location === null) return null
  const { line, column } = error.location
  const lines = error.statement.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0)
  // Columns are counted in code points.
  const inLine = [...(lines[line - 1] ?? '')].slice(0, column - 1).join('').length
  return { statement: error.statement, offset: before + inLine }
}

/** The settings of a connection as they are needed here. */
export function trinoSettings(written: Readonly<Record<string, string>>): TrinoSettings {
  const { url = '', catalog = '', user = 'galley', password, token, ledger } = written
  if (ledger === undefined || ledger === '') {
    const hint = 'Add `ledger: ${{ secrets.LEDGER_URL }}` to the connection, a postgres:// address.'
    throw new Fault(
      'warehouse.ledger',
      exits.usage,
      'A connection of type trino needs a PostgreSQL for its ledger.',
      hint,
    )
  }
  return { url: url.replace(/\/$/, ''), catalog, user, password: password ?? null, token: token ?? null, ledger }
}
