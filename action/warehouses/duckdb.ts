import { quoteName, quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import { loadDuckdb } from './duckdb-driver.ts'
import { expectedRows } from './duckdb-explain.ts'
import { openFile } from './duckdb-file.ts'
import { describeQuery, importQuery } from './duckdb-reader.ts'
import { inTransaction, placeOf, sessionOf, singly } from './duckdb-session.ts'
import { relationsOf } from './relations.ts'
import type { Making, NameChange, OpenOptions, Session, Warehouse } from './warehouse.ts'

/** The size of a block of a database file, in bytes. */
const block = 262_144

/** DuckDB on one file. One process writes at a time: later ones wait for it. */
export async function openDuckdb(path: string, options: OpenOptions): Promise<Warehouse> {
  const instance = await openFile(path, options)
  const ledger = worldly(sessionOf(await instance.connect()), path)
  const { version } = await loadDuckdb()
  let busy: Promise<unknown> = Promise.resolve()
  // No other process can hold anything while this one has the file.
  const held = new Set<string>()
  return {
    dialect: 'duckdb',
    engine: `duckdb ${version()}`,
    promotion: 'transaction',
    nameBytes: Number.POSITIVE_INFINITY,
    ledger,
    session: async () => singly(await instance.connect()),
    transaction(work) {
      const done = busy.then(() => inTransaction(ledger, work))
      busy = done.catch(() => undefined)
      return done
    },
    make,
    async importFile(session, target, file, shaping) {
      await make(session, { target, as: 'table', query: await importQuery(session, file, shaping) })
    },
    async moveNames(changes) {
      // One text: 500 names are one round trip.
      if (changes.length > 0) await ledger.rows(changes.map(moveText).join(';\n'))
    },
    async makeSchema(schema) {
      await ledger.rows(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`)
    },
    async dropSchema(schema) {
      await ledger.rows(`DROP SCHEMA IF EXISTS ${quoteName(schema)}`)
    },
    async drop(relation, as) {
      await ledger.rows(`DROP ${as} IF EXISTS ${relation}`)
    },
    relations: (schema) => relationsOf(ledger, schema),
    columns: (relation) => describeQuery(ledger, relation),
    async content(relation, session = ledger) {
      // An alias that no column has: hash() of a row, not of the column of that name.
      const row = '"galley: the row"'
      const [sums] = await session.rows<{ rows: number; sum: string }>(
        `SELECT count(*) AS rows, concat_ws(':', count(*), coalesce(sum(hash(${row})), 0), coalesce(bit_xor(hash(${row})), 0)) AS sum
         FROM ${relation} AS ${row}`,
      )
      return { rows: sums?.rows ?? 0, checksum: sums?.sum ?? '' }
    },
    async bytes(relation) {
      const [size] = await ledger.rows<{ blocks: number }>(
        `SELECT count(DISTINCT block_id) AS blocks FROM pragma_storage_info(${quoteText(relation)}) WHERE persistent`,
      )
      return (size?.blocks ?? 0) * block
    },
    expectedRows,
    placeOf,
    isTransient: (error) => error instanceof Fault || worldFails.test(error.message),
    hold: async (name) => void held.add(name),
    isHeld: async (name) => held.has(name),
    async close() {
      // The file is let go of with its last connection, not before.
      ledger.close()
      instance.closeSync()
    },
  }
}

/** Disk, memory, or somebody else's transaction: nothing is wrong with the statement. */
const worldFails =
  /^(IO Error|TransactionContext Error|Out of Memory Error)|write-write conflict|No space left on device/

/** The ledger's statements are Galley's own: where the world fails one, people are told so. */
function worldly(session: Session, path: string): Session {
  return {
    ...session,
    rows: (sql, parameters) =>
      session.rows<never>(sql, parameters).catch((error: Error) => {
        if (!worldFails.test(error.message)) throw error
        const message = `DuckDB cannot work in ${path}: ${error.message.split('\n')[0]}`
        throw new Fault(
          'warehouse.failed',
          exits.world,
          message,
          'Is there room on the disk, and may it be written? Then try again.',
        )
      }),
  }
}

/** The query starts on the statement's first line, so that the engine's line numbers are the query's. */
async function make(session: Session, { target, as, query, parameters }: Making): Promise<void> {
  await session.rows(`CREATE OR REPLACE ${as} ${target} AS ${query}`, parameters)
}

function moveText({ view, relation }: NameChange): string {
  return relation === null
    ? `DROP VIEW IF EXISTS ${view}`
    : `CREATE OR REPLACE VIEW ${view} AS SELECT * FROM ${relation}`
}
