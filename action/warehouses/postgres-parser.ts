import { postgresOf } from '../../recipes-schema/sql/dialects/postgres/engine.ts'
import type { ParsePostgres } from '../../recipes-schema/sql/dialects/postgres/index.ts'
import { loadDriver } from './driver.ts'
import lock from './postgres-parser-lock.json' with { type: 'json' }

/** PostgreSQL's own parser, compiled to WebAssembly: it runs here, without a server. */
export async function openPostgresParser(): Promise<ParsePostgres> {
  const engine = (await loadDriver(lock)) as typeof import('libpg-query')
  await engine.loadModule()
  return postgresOf(engine)
}
