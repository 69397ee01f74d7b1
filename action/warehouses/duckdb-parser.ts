import type { SerializeSql } from '../../recipes-schema/sql/dialects/duckdb/index.ts'
import { loadDuckdb } from './duckdb-driver.ts'

/** DuckDB's parser needs no file: an engine in memory, closed to the outside. */
export async function openDuckdbParser(): Promise<{ serialize: SerializeSql; close(): void }> {
  const { DuckDBInstance } = await loadDuckdb()
  const instance = await DuckDBInstance.create(':memory:', { enable_external_access: 'false', threads: '1' })
  const connection = await instance.connect()
  await connection.run('SET lock_configuration = true')
  const statement = await connection.prepare('SELECT json_serialize_sql($1::varchar)')
  // One prepared statement, so one text at a time.
  let last: Promise<unknown> = Promise.resolve()
  return {
    serialize(sql) {
      const next = last.then(async () => {
        statement.bindVarchar(1, sql)
        return String((await statement.runAndReadAll()).value(0, 0))
      })
      last = next.catch(() => undefined)
      return next
    },
    close() {
      statement.destroySync()
      connection.closeSync()
      instance.closeSync()
    },
  }
}
