import pg from 'pg'
import { quoteName, quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import { importFile } from './postgres-import.ts'
import { moveNames } from './postgres-names.ts'
import { isLost, lost, pinned, placeOf, sessionOf } from './postgres-session.ts'
import { relationsOf } from './relations.ts'
import type { Column, Making, OpenOptions, Session, Warehouse } from './warehouse.ts'

/** How long a promotion waits for readers to let go of a name, in milliseconds: they queue behind it meanwhile. */
const patience = 10_000

/** PostgreSQL at a URL. Its parameters are the driver's: `?statement_timeout=60000&sslmode=verify-full`. */
export async function openPostgres(url: string, { waitMs }: Pick<OpenOptions, 'waitMs'>): Promise<Warehouse> {
  const pool = new pg.Pool({ ...config(url), max: 200, connectionTimeoutMillis: Math.min(waitMs, 30_000) || 30_000 })
  // An idle connection that breaks is replaced by the next one that is asked for.
  pool.on('error', () => undefined)
  const cancel = async (process: number): Promise<void> => {
    await pool.query('SELECT pg_cancel_backend($1)', [process])
  }
  const open = new Set<() => void>()
  const connect = async (singly: boolean, purpose: string): Promise<Session> => {
    const client = await pool.connect().catch((error: Error) => Promise.reject(opening(error)))
    client.on('error', ignore)
    const abandon = (): void => close(true)
    open.add(abandon)
    const close = (destroy: boolean): void => {
      open.delete(abandon)
      client.removeListener('error', ignore)
      client.release(destroy)
    }
    // What the last user of this connection set is not ours.
    const name = quoteText(`galley ${purpose}`.slice(0, 63).replaceAll('\\', '/'))
    try {
      await client.query(`RESET ROLE; RESET ALL; DISCARD TEMP; SET application_name = ${name}`)
    } catch (error) {
      close(true)
      throw isLost(error as Error) ? lost(error as Error) : error
    }
    return sessionOf(client, { singly, cancel, close })
  }
  const ledger = await steadySession(() => connect(false, 'ledger'))
  const [server] = await ledger.rows<{ version: string }>("SELECT current_setting('server_version') AS version")
  let busy: Promise<unknown> = Promise.resolve()
  return {
    dialect: 'postgres',
    engine: `postgres ${server?.version}`,
    promotion: 'transaction',
    nameBytes: 63,
    ledger,
    session: (purpose = 'session') => steadySession(() => connect(true, purpose)),
    transaction(work) {
      const done = busy.then(() => inTransaction(ledger, work))
      busy = done.catch(() => undefined)
      return done
    },
    make,
    importFile: (session, target, file, shaping) =>
      importFile({ pool, session, target, file, ...(shaping === undefined ? {} : { shaping }) }),
    moveNames: (changes) => moveNames(ledger, changes),
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
    columns: (relation) => columnsOf(ledger, relation),
    async content(relation, session = ledger) {
      const row = '"galley: the row"'
      const [sums] = await session.rows<{ rows: number; sum: string }>(
        `SELECT count(*) AS rows, concat_ws(':', count(*), coalesce(sum(hashtextextended(${row}::text, 0)::numeric), 0)) AS sum
         FROM ${relation} AS ${row}`,
      )
      return { rows: sums?.rows ?? 0, checksum: sums?.sum ?? '' }
    },
    async bytes(relation) {
      const [size] = await ledger.rows<{ bytes: number }>('SELECT pg_total_relation_size(to_regclass($1)) AS bytes', [
        relation,
      ])
      return size?.bytes ?? null
    },
    expectedRows,
    placeOf,
    // Serialisation and deadlock, too many connections, out of memory or disk, a lock that others hold.
    isTransient: (error) =>
      error instanceof Fault || /^(40001|40P01|53|55P03|58)/.test(String((error as pg.DatabaseError).code)),
    async hold(name) {
      // Of the session: the server lets go of it when the connection ends.
      await ledger.rows('SELECT pg_try_advisory_lock(hashtextextended($1, 0))', [name])
    },
    async isHeld(name) {
      const [found] = await ledger.rows<{ held: boolean }>(heldSql, [name])
      return found?.held === true
    },
    async close() {
      ledger.close()
      for (const abandon of [...open]) abandon()
      await pool.end()
    },
  }
}

const ignore = (): void => undefined

/** An advisory lock's key as its two halves are listed. */
const heldSql = `SELECT EXISTS (
  SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0)
) AS held`

function config(url: string): pg.PoolConfig {
  const given = new URLSearchParams(url.split('?')[1]).get('options')
  return { connectionString: url, options: [pinned, given].filter(Boolean).join(' ') }
}

function opening(error: Error): Fault {
  const { code } = error as { code?: string }
  if (isLost(error)) return lost(error)
  const hint = code?.startsWith('28') ? 'Look at the user and the password of its URL.' : 'Look at its URL.'
  return new Fault('warehouse.open', exits.world, `PostgreSQL refuses the connection: ${error.message}.`, hint)
}

/** A session that is opened anew when its connection was lost; the statement that noticed has failed all the same. */
async function steadySession(connect: () => Promise<Session>): Promise<Session> {
  let session: Session | null = await connect()
  return {
    async rows(sql, parameters) {
      session ??= await connect()
      const used = session
      try {
        return await used.rows(sql, parameters)
      } catch (error) {
        if (error instanceof Fault && session === used) {
          used.close()
          session = null
        }
        throw error
      }
    },
    interrupt: () => session?.interrupt(),
    close: () => session?.close(),
  }
}

async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.rows(`BEGIN; SET LOCAL lock_timeout = ${patience}`)
  let result: T
  try {
    // Those who change the ledger queue up, instead of failing on one another's rows.
    await session.rows("SELECT pg_advisory_xact_lock(hashtextextended('galley', 0))")
    result = await work()
  } catch (error) {
    await session.rows('ROLLBACK').catch(ignore)
    throw (error as pg.DatabaseError).code === '55P03' ? heldUp() : error
  }
  await session.rows('COMMIT')
  return result
}

function heldUp(): Fault {
  const message = `Somebody's query or transaction held what had to change for more than ${patience / 1000} s.`
  return new Fault('warehouse.locked', exits.world, message, 'Nothing was changed. Try again when it has ended.')
}

/** The query starts on the statement's first line, so that the engine's positions are the query's lines. */
async function make(session: Session, { target, as, query, parameters }: Making): Promise<void> {
  await session.rows(`DROP ${as} IF EXISTS ${target}`)
  await session.rows(`CREATE ${as} ${target} AS ${query}`, parameters)
}

/** The planner's estimate of a query's rows. */
async function expectedRows(session: Session, query: string): Promise<number | null> {
  const [row] = await session.rows<{ 'QUERY PLAN': string }>(`EXPLAIN (FORMAT JSON) ${query}`)
  const plans: unknown = JSON.parse(row?.['QUERY PLAN'] ?? '[]')
  const plan: unknown = Array.isArray(plans) ? plans[0]?.Plan : null
  const rows = typeof plan === 'object' && plan !== null && 'Plan Rows' in plan ? Number(plan['Plan Rows']) : Number.NaN
  return Number.isFinite(rows) ? rows : null
}

async function columnsOf(session: Session, relation: string): Promise<Column[]> {
  return session.rows<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [relation],
  )
}
