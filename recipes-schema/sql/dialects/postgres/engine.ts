import type { ParsePostgres, PostgresAnswer } from './index.ts'

/** What of libpg-query is used, once its WebAssembly is loaded. */
export interface LibpgQuery {
  parseSync(sql: string): { stmts?: readonly unknown[] }
  hasSqlDetails(error: unknown): boolean
}

/** PostgreSQL's parser as libpg-query has it, which says what it does not understand by an error. */
export function postgresOf(engine: LibpgQuery): ParsePostgres {
  return async (sql) => answerOf(engine, sql)
}

function answerOf({ parseSync, hasSqlDetails }: LibpgQuery, sql: string): PostgresAnswer {
  // It takes nothing at all for an error.
  if (sql.trim() === '') return { ok: true, statements: [] }
  try {
    return { ok: true, statements: parseSync(sql).stmts ?? [] }
  } catch (error) {
    if (!hasSqlDetails(error)) throw error
    const { message, cursorPosition } = (error as { sqlDetails: { message: string; cursorPosition: number } })
      .sqlDetails
    return { ok: false, message, offset: Math.max(cursorPosition, 0) }
  }
}
