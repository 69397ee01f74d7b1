import type { DuckDBConnection, DuckDBResultReader, DuckDBValue } from '@duckdb/node-api'
import { offsetInMessage } from '../../recipes-schema/sql/places.ts'
import type { Parameters, Row, Session, StatementPlace, Value } from './warehouse.ts'

/** What failed. */
const statements = new WeakMap<Error, string>()

/** Where an error's message points at in the statement that failed. */
export function placeOf(error: Error): StatementPlace | null {
  const statement = statements.get(error)
  const offset = statement === undefined ? null : offsetInMessage(error.message, statement)
  return statement === undefined || offset === null ? null : { statement, offset }
}

/** A session for people's SQL: one statement a call, so that no text can bring a second one along. */
export function singly(connection: DuckDBConnection): Session {
  const session = sessionOf(connection)
  return {
    ...session,
    async rows(sql, parameters) {
      // Without a semicolon no text can hold a second statement; to be counted it would be parsed twice.
      const count = sql.includes(';') ? (await connection.extractStatements(sql)).count : 1
      if (count !== 1) throw new Error(`there are ${count} statements in one text`)
      return session.rows(sql, parameters)
    },
  }
}

/** A session whose texts are Galley's own: they may hold several statements. */
export function sessionOf(connection: DuckDBConnection): Session {
  return {
    async rows<R extends Row>(sql: string, parameters?: Parameters): Promise<R[]> {
      const reader = await connection
        .runAndReadAll(sql, parameters as DuckDBValue[] | undefined)
        .catch((error: Error) => {
          statements.set(error, sql)
          throw error
        })
      return rowsOf(reader) as R[]
    },
    interrupt: () => connection.interrupt(),
    close: () => connection.closeSync(),
  }
}

/** All of the work or nothing. */
export async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.rows('BEGIN TRANSACTION')
  let result: T
  try {
    result = await work()
  } catch (error) {
    await session.rows('ROLLBACK')
    throw error
  }
  await session.rows('COMMIT')
  return result
}

/** Column by column: the driver takes many times as long for rows as objects. */
function rowsOf(reader: DuckDBResultReader): Row[] {
  const names = reader.deduplicatedColumnNames()
  const columns = reader.getColumnsJS()
  return Array.from({ length: reader.currentRowCount }, (_, row) => {
    const made: Record<string, Value> = {}
    for (const [index, name] of names.entries()) made[name] = mapValue(columns[index]?.[row])
    return made
  })
}

function mapValue(value: unknown): Value {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : value.toString()
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value
  return value instanceof Date ? value.toISOString() : String(value)
}
