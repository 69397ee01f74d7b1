import { sqlParser } from '../../recipes-schema/sql/dialects/index.ts'
import type { SqlParser } from '../../recipes-schema/sql/parser.ts'
import type { openDuckdbParser } from './duckdb-parser.ts'

/** The engines' parsers. Each is loaded with the first text of its dialect: often there is none. */
export function openParser(): { parser: SqlParser; close(): Promise<void> } {
  let duckdb: ReturnType<typeof openDuckdbParser> | undefined
  const openDuckdb = (): NonNullable<typeof duckdb> => {
    duckdb ??= import('./duckdb-parser.ts').then((one) => one.openDuckdbParser())
    return duckdb
  }
  return {
    parser: sqlParser({ duckdb: async (sql) => (await openDuckdb()).serialize(sql) }),
    async close() {
      await duckdb?.then(
        (one) => one.close(),
        () => undefined,
      )
    },
  }
}
