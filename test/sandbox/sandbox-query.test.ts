import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate } from '../../action/ledger/migrate.ts'
import { sandboxQuery } from '../../action/sandbox/sandbox-query.ts'
import { openDuckdb } from '../../action/warehouses/duckdb.ts'
import { openPostgres } from '../../action/warehouses/postgres.ts'
import type { Row, Warehouse } from '../../action/warehouses/warehouse.ts'
import type { SandboxPolicy } from '../../recipes-schema/recipe/sources.ts'
import { postgresForFile } from '../support/postgres.ts'
import { scratch } from '../support/scratch.ts'

const server = postgresForFile()
const options = { waitMs: 0, onWait: () => {}, signal: new AbortController().signal }
const engines: [name: string, open: () => Promise<Warehouse>][] = [
  ['DuckDB', async () => openDuckdb(join(await scratch(), 'w.duckdb'), options)],
  ['PostgreSQL', async () => openPostgres(await server.database(), options)],
]
const full: SandboxPolicy = { sample: null, window: null, mask: null }

describe.each(engines)('what a kitchen sees, in %s', (_, open) => {
  async function seen(policy: Partial<SandboxPolicy>, table: string, what = '*'): Promise<Row[]> {
    const warehouse = await open()
    onTestFinished(() => warehouse.close())
    await migrate(warehouse)
    await warehouse.ledger.rows(`CREATE TABLE galley_builds.t AS ${table}`)
    const columns = await warehouse.columns('galley_builds.t')
    const sandbox = { source: 't', policy: { ...full, ...policy }, salt: "'a secret salt'", dialect: warehouse.dialect }
    return warehouse.ledger.rows(`SELECT ${what} FROM (${sandboxQuery('galley_builds.t', columns, sandbox)}) AS s`)
  }

  it('a sample takes the same keys everywhere, all rows of each, about as many as asked for', async () => {
    const table = 'SELECT g % 1000 AS id, g AS n FROM generate_series(1, 4000) AS s (g)'
    const sample = { percent: 10, key: 'id' }
    const what = 'count(*) AS n, count(DISTINCT id) AS ids, sum(id) AS which'
    const hash = (id: number): string => createHash('md5').update(`${id}`).digest('hex').slice(0, 8)
    const taken = Array.from({ length: 1000 }, (_, id) => id).filter(
      (id) => Number.parseInt(hash(id), 16) < 2 ** 32 / 10,
    )
    expect(Math.abs(taken.length - 100)).toBeLessThan(30)
    const which = 4 * taken.reduce((sum, id) => sum + id, 0)
    const [row] = await seen({ sample }, table, what)
    expect({ ...row, which: Number(row?.which) }).toEqual({ n: 4 * taken.length, ids: taken.length, which })
  })

  it('a window ends with the newest row', async () => {
    const table = "SELECT CAST('2026-01-01' AS date) + CAST(g AS integer) AS day FROM generate_series(0, 30) AS s (g)"
    const rows = await seen(
      { window: { by: 'day', last: 7 * 86_400 } },
      `SELECT CAST(day AS date) AS day FROM (${table}) AS d`,
      'count(*) AS n',
    )
    expect(rows).toEqual([{ n: 8 }])
  })

  it('a mask is typed, stable and secret', async () => {
    const table = `SELECT CAST('ann@example.com' AS varchar) AS email, CAST(7 AS bigint) AS id, CAST(8 AS integer) AS small,
      CAST('Ann' AS varchar) AS name, CAST('2026-01-05' AS date) AS born, 1.5 AS pay, CAST(NULL AS varchar) AS nothing`
    const columns = {
      email: { how: 'hash' },
      id: { how: 'hash' },
      small: { how: 'hash' },
      name: { how: 'partial', keep: 1 },
      born: { how: 'shift', days: 10 },
      pay: { how: 'null' },
      nothing: { how: 'hash' },
    } as const
    const [row] = await seen({ mask: { columns, strict: true } }, table, '*, CAST(born AS varchar) AS b')
    expect(row).toMatchObject({ name: 'A**', b: '2026-01-15', pay: null, nothing: null })
    const hash = (text: string): string => createHash('sha256').update(`a secret salt${text}`).digest('hex')
    const number = (text: string): number => Number.parseInt(hash(text).slice(0, 13), 16)
    expect(row?.email).toBe(hash('ann@example.com').slice(0, 32))
    expect([row?.id, row?.small]).toEqual([number('7'), number('8') % 2147483647])
  })

  it('a strict mask refuses what it does not name, and every mask a name that is not there', async () => {
    const mask = { columns: { a: { how: 'keep' } }, strict: true } as const
    await expect(seen({ mask }, 'SELECT 1 AS a, 2 AS new_secret')).rejects.toMatchObject({
      code: 'sandbox.unlisted_column',
      message: expect.stringContaining('new_secret') as string,
    })
    const typo = { columns: { emial: { how: 'hash' } }, strict: false } as const
    await expect(seen({ mask: typo }, "SELECT 'x' AS email")).rejects.toMatchObject({ code: 'sandbox.unknown_column' })
    const date = { columns: { n: { how: 'shift', days: 1 } }, strict: false } as const
    await expect(seen({ mask: date }, 'SELECT 1 AS n')).rejects.toMatchObject({ code: 'sandbox.mask_type' })
  })
})
