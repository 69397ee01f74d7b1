import * as engine from 'libpg-query'
import { postgresOf } from '../../recipes-schema/sql/dialects/postgres/engine.ts'
import type { ParsePostgres } from '../../recipes-schema/sql/dialects/postgres/index.ts'

/** PostgreSQL's own parser, compiled to WebAssembly: it runs here, without a server. */
export async function openPostgresParser(): Promise<ParsePostgres> {
  await engine.loadModule()
  return postgresOf(engine)
}
