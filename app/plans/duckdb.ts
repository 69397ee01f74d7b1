import { DuckDBInstance } from '@duckdb/node-api'
import { boundedCache } from './bounded-cache.ts'

export interface Serializer {
  /** A query's syntax tree as DuckDB writes it: JSON, also for a query that it does not understand. */
  serialize(sql: string): Promise<string>
  close(): void
}

const keptQueries = 5000

/**
 * DuckDB's parser. The queries come from pull requests, so they are only ever a bound value, in an engine without data
 * that can reach neither files nor the network, and whose settings cannot be changed any more.
 */
export async function openSerializer(): Promise<Serializer> {
  const instance = await DuckDBInstance.create(':memory:', { enable_external_access: 'false', threads: '1' })
  const connection = await instance.connect()
  await connection.run('set lock_configuration = true')
  const known = boundedCache<string>(keptQueries)
  const ask = async (sql: string): Promise<string> => {
    const answer = await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [sql])
    return String(answer.getRows()[0]?.[0])
  }
  return {
    serialize: (sql) => known.get(sql, () => ask(sql)),
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
