import { mkdir } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { Pool } from 'pg'
import { type ConstructorOptions, fromPglite } from 'pg-boss'
import type { Config } from '../config.ts'
import { migrations } from './migrations/index.ts'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>

export interface Database {
  readonly db: Db
  /** How the work queue reaches the same database. */
  readonly queue: Pick<ConstructorOptions, 'db' | 'backend' | 'connectionString'>
  /** True when no other process can be using the database: what was under way before belongs to nobody now. */
  readonly exclusive: boolean
  close(): Promise<void>
}

/**
 * Opens the App's store and brings its schema up to date.
 *
 * PGlite has one connection, which the queue shares: outside migrations nothing may hold a transaction open over
 * several statements, or the queue's statements would become part of it.
 */
export async function openDatabase(store: Config['store']): Promise<Database> {
  const database = store.type === 'postgres' ? openPostgres(store.url) : await openPglite(store.folder)
  const { error } = await new Migrator({
    db: database.db,
    provider: { getMigrations: async () => migrations },
  }).migrateToLatest()
  if (error !== undefined) {
    await database.close()
    throw new Error('The database could not be brought up to date.', { cause: error })
  }
  return database
}

function openPostgres(url: string): Database {
  const db: Db = new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: url, max: 10 }) }) })
  return { db, queue: { connectionString: url }, exclusive: false, close: () => db.destroy() }
}

/** A null folder keeps everything in memory. */
async function openPglite(folder: string | null): Promise<Database> {
  if (folder !== null) await mkdir(folder, { recursive: true })
  const pglite = await PGlite.create(folder ?? 'memory://')
  const db: Db = new Kysely({ dialect: new PGliteDialect({ pglite }) })
  return {
    db,
    queue: { db: fromPglite(pglite), backend: 'pglite' },
    exclusive: true,
    close: async () => {
      if (!pglite.closed) await pglite.close()
    },
  }
}
