import type { Engines } from '../../recipes-schema/sql/dialects/index.ts'
import { polyglotOf } from '../../recipes-schema/sql/dialects/polyglot/engine.ts'
import type { ParsePolyglot } from '../../recipes-schema/sql/dialects/polyglot/index.ts'
import { postgresOf } from '../../recipes-schema/sql/dialects/postgres/engine.ts'
import type { ParsePostgres } from '../../recipes-schema/sql/dialects/postgres/index.ts'
import type { Serializer } from './duckdb.ts'

/** The engines' parsers; those in WebAssembly are loaded with the first text of their dialect. */
export function enginesWith({ serialize }: Serializer): Engines {
  return {
    duckdb: serialize,
    postgres: async (sql) => (await postgres())(sql),
    polyglot: async (sql, dialect) => (await polyglot())(sql, dialect),
  }
}

let postgresLoaded: Promise<ParsePostgres> | undefined
let polyglotLoaded: Promise<ParsePolyglot> | undefined

function postgres(): Promise<ParsePostgres> {
  postgresLoaded ??= import('libpg-query').then(async (engine) => {
    await engine.loadModule()
    return postgresOf(engine)
  })
  return postgresLoaded
}

function polyglot(): Promise<ParsePolyglot> {
  polyglotLoaded ??= import('@polyglot-sql/sdk').then(async ({ init, parse }) => {
    await init()
    return polyglotOf({ parse })
  })
  return polyglotLoaded
}
