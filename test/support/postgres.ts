import { afterAll, beforeAll } from 'vitest'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

/**
 * A server for all tests of a file, gone after the last: `const server = postgresForFile()` at the top of the file, then
 * `await server.database()` in each test for a database of its own.
 */
export function postgresForFile(): Omit<PostgresServer, 'stop'> {
  let server: PostgresServer | undefined
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(async () => server?.stop())
  const running = (): PostgresServer => {
    if (server === undefined) throw new Error('PostgreSQL runs only while tests do')
    return server
  }
  return { url: (database) => running().url(database), database: () => running().database() }
}
