import { offsetAt } from '../../recipes-schema/sql/places.ts'
import { quoteName, quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { keptName, shownName } from '../../recipes-schema/sql/snowflake-names.ts'
import { exits, Fault } from '../fault.ts'
import { openPostgres } from './postgres.ts'
import { partsOf } from './relations.ts'
import { connectSnowflake, type SnowflakeAddress, SnowflakeFailure } from './snowflake-client.ts'
import { importFile } from './snowflake-import.ts'
import { type SnowflakePool, snowflakePool } from './snowflake-pool.ts'
import { sessionOf } from './snowflake-session.ts'
import type { Column, Making, NameChange, OpenOptions, Session, StatementPlace, Warehouse } from './warehouse.ts'

/** An account's database for the data, and a PostgreSQL for the ledger. */
export interface SnowflakeSettings extends SnowflakeAddress {
  /** postgres://… of the database that the ledger is in. */
  readonly ledger: string
}

/**
 * Snowflake commits each statement that makes or replaces something, so names move by the journal, and the ledger, whose
 * rows decide who promotes, is in PostgreSQL (decision 64).
 */
export async function openSnowflake(
  settings: SnowflakeSettings,
  options: Pick<OpenOptions, 'waitMs'>,
): Promise<Warehouse> {
  const books = await openPostgres(settings.ledger, options)
  const pool = snowflakePool(() => connectSnowflake(settings))
  try {
    return await over(pool, books)
  } catch (error) {
    await pool.close()
    await books.close()
    throw error
  }
}

async function over(pool: SnowflakePool, books: Warehouse): Promise<Warehouse> {
  const open = new Set<Session>()
  const connect = (purpose: string): Session => {
    const session = sessionOf(pool, purpose)
    open.add(session)
    return { ...session, close: () => void open.delete(session) }
  }
  const own = connect('galley')
  const [server] = await own.rows<{ version: string }>('SELECT current_version() AS "version"')
  return {
    dialect: 'snowflake',
    engine: `snowflake ${server?.version}`,
    promotion: 'journal',
    // https://docs.snowflake.com/en/sql-reference/identifiers: 255 characters.
    nameBytes: 255,
    ledger: books.ledger,
    session: async (purpose = 'session') => connect(purpose),
    transaction: (work) => books.transaction(work),
    make,
    importFile,
    async moveNames(changes) {
      for (const change of changes) await moveName(own, change)
    },
    async drop(relation, as) {
      await own.rows(`DROP ${as} IF EXISTS ${relation}`)
    },
    async makeSchema(schema) {
      await own.rows(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`)
    },
    async dropSchema(schema) {
      // RESTRICT does not keep Snowflake from dropping what is in it: it is looked at first.
      const found = await relationsOf(own, schema)
      if (found.length === 0) await own.rows(`DROP SCHEMA IF EXISTS ${quoteName(schema)}`)
    },
    relations: (schema) => relationsOf(own, schema),
    columns: (relation) => columnsOf(own, relation),
    content: (relation, session = own) => contentOf(session, relation),
    async bytes(relation) {
      const { within, schema, name } = keptParts(relation)
      const [found] = await own.rows<{ bytes: number | null }>(
        `SELECT bytes AS "bytes" FROM ${within}.tables WHERE table_schema = $1 AND table_name = $2`,
        [schema, name],
      )
      return found?.bytes ?? null
    },
    // Its EXPLAIN tells partitions and bytes, and no rows.
    expectedRows: async () => null,
    placeOf,
    isTransient: (error) => error instanceof Fault,
    hold: (name) => books.hold(name),
    isHeld: (name) => books.isHeld(name),
    async close() {
      for (const session of open) session.interrupt()
      await pool.close()
      await books.close()
    },
  }
}

/** The query starts on the statement's first line, so that the engine's positions are the query's lines. */
async function make(session: Session, { target, as, query, parameters }: Making): Promise<void> {
  await session.rows(`CREATE OR REPLACE ${as} ${target} AS ${query}`, parameters)
}

/** A view's columns are frozen when it is made, so it is made anew for each relation that it shows. */
async function moveName(session: Session, { view, relation }: NameChange): Promise<void> {
  await session.rows(
    relation === null
      ? `DROP VIEW IF EXISTS ${view}`
      : // Grants on it stay.
        `CREATE OR REPLACE VIEW ${view} COPY GRANTS AS SELECT * FROM ${relation}`,
  )
}

async function relationsOf(session: Session, schema: string): Promise<{ relation: string; is_view: boolean }[]> {
  const rows = await session.rows<{ name: string; is_view: boolean }>(
    `SELECT table_name AS "name", false AS "is_view" FROM information_schema.tables
       WHERE table_schema = $1 AND table_type <> 'VIEW'
     UNION ALL SELECT table_name, true FROM information_schema.views WHERE table_schema = $1 ORDER BY 1`,
    [keptName(schema)],
  )
  // As builds are written down.
  const owner = schema === 'galley_builds' ? schema : quoteName(schema)
  return rows.map(({ name, is_view }) => ({ relation: `${owner}.${quoteName(shownName(name))}`, is_view }))
}

/** What a quoted relation is made of, as it is kept, and the `information_schema` that knows it. */
function keptParts(relation: string): { readonly within: string; readonly schema: string; readonly name: string } {
  const { catalog, schema, name } = partsOf(relation)
  const within = catalog === null ? '' : `${quoteName(keptName(catalog))}.`
  return { within: `${within}information_schema`, schema: keptName(schema), name: keptName(name) }
}

async function columnsOf(session: Session, relation: string): Promise<Column[]> {
  const { within, schema, name } = keptParts(relation)
  const rows = await session.rows<{ name: string; type: string; digits: number | null; scale: number | null }>(
    `SELECT column_name AS "name", data_type AS "type", numeric_precision AS "digits", numeric_scale AS "scale"
     FROM ${within}.columns WHERE table_schema = ${quoteText(schema, 'snowflake')}
       AND table_name = ${quoteText(name, 'snowflake')} ORDER BY ordinal_position`,
  )
  return rows.map(({ name, type, digits, scale }) => ({
    name: shownName(name),
    type: type === 'NUMBER' ? `NUMBER(${digits ?? 38},${scale ?? 0})` : type,
  }))
}

/** HASH is a whole number of 64 bits over all values of a row in their order; its sum does not depend on the rows' order. */
async function contentOf(session: Session, relation: string): Promise<{ rows: number; checksum: string }> {
  const columns = (await columnsOf(session, relation)).map(({ name }) => quoteName(name))
  const hash = columns.length === 0 ? '0' : `HASH(${columns.join(', ')})`
  // As a text: it is longer than a number can be here.
  const [sums] = await session.rows<{ rows: number; sum: string | null }>(
    `SELECT count(*) AS "rows", CAST(sum(${hash}) AS varchar) AS "sum" FROM ${relation}`,
  )
  const rows = Number(sums?.rows ?? 0)
  return { rows, checksum: `${rows}:${sums?.sum ?? ''}` }
}

function placeOf(error: Error): StatementPlace | null {
  if (!(error instanceof SnowflakeFailure) || error.place === null) return null
  const { statement, written, place } = error
  return { statement: written, offset: statement.originOf(offsetAt(statement.text, place)) }
}

/** The settings of a connection as they are needed here. */
export function snowflakeSettings(written: Readonly<Record<string, string>>): SnowflakeSettings {
  const { account = '', user = '', database = '', ledger = '' } = written
  if (ledger === '') {
    const hint = 'Add `ledger: ${{ secrets.LEDGER_URL }}` to the connection, a postgres:// address.'
    const message = 'A connection of type snowflake needs a PostgreSQL for its ledger.'
    throw new Fault('warehouse.ledger', exits.usage, message, hint)
  }
  return {
    ...{ account, user, database, ledger },
    password: written.password ?? null,
    privateKey: written.private_key ?? null,
    token: written.token ?? null,
    warehouse: written.warehouse ?? null,
    role: written.role ?? null,
    url: written.url ?? null,
  }
}
