import type { Engines } from '../../recipes-schema/sql/dialects/index.ts'
import { postgresOf } from '../../recipes-schema/sql/dialects/postgres/engine.ts'
import type { ParsePostgres } from '../../recipes-schema/sql/dialects/postgres/index.ts'
import type { Serializer } from './duckdb.ts'

/** The engines' parsers; those in WebAssembly are loaded with the first text of their dialect. */
export function enginesWith({ serialize }: Serializer): Engines {
  return { duckdb: serialize, postgres: async (sql) => (await postgres())(sql) }
}

let loaded: Promise<ParsePostgres> | undefined

function postgres(): Promise<ParsePostgres> {
  loaded ??= import('libpg-query').then(async (engine) => {
    await engine.loadModule()
    return postgresOf(engine)
  })
  return loaded
}
