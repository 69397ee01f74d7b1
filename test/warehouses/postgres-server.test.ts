import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { expect, it } from 'vitest'
import { postgresForFile } from '../support/postgres.ts'

const server = postgresForFile()

async function answer(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

it('gives each test an empty database, on loopback alone', async () => {
  const [one, two] = [await server.database(), await server.database()]
  await answer(one, 'CREATE TABLE t AS SELECT 1 AS n')
  expect(await answer(two, "SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'")).toEqual([{ n: 0 }])
  expect(await answer(one, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
})

it('ends with the process that started it, also when that is killed', async () => {
  const helper = fileURLToPath(new URL('../support/postgres-abandoned.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [helper]).catch((error: { stdout: string }) => error)
  const folder = stdout.trim()
  expect(folder).toContain('galley-postgres-')
  await expect.poll(() => existsSync(folder), { timeout: 20_000 }).toBe(false)
})
