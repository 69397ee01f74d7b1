import { sqlParser } from '../../recipes-schema/sql/dialects/index.ts'
import type { SqlParser } from '../../recipes-schema/sql/parser.ts'

/** The engines' parsers. Each is loaded with the first text of its dialect: often there is none. */
export function openParser(): { parser: SqlParser; close(): Promise<void> } {
  const duckdb = lazily(() => import('./duckdb-parser.ts').then((one) => one.openDuckdbParser()))
  const postgres = lazily(() => import('./postgres-parser.ts').then((one) => one.openPostgresParser()))
  const polyglot = lazily(() => import('./polyglot-parser.ts').then((one) => one.openPolyglotParser()))
  return {
    parser: sqlParser({
      duckdb: async (sql) => (await duckdb.get()).serialize(sql),
      postgres: async (sql) => (await postgres.get())(sql),
      polyglot: async (sql, dialect) => (await polyglot.get())(sql, dialect),
    }),
    async close() {
      await duckdb.made()?.then(
        (one) => one.close(),
        () => undefined,
      )
    },
  }
}

/** Made when it is first asked for, and once. */
function lazily<T>(make: () => Promise<T>): { get(): Promise<T>; made(): Promise<T> | undefined } {
  let made: Promise<T> | undefined
  return {
    get() {
      made ??= make()
      return made
    },
    made: () => made,
  }
}
