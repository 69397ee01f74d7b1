import { expect, it, onTestFinished } from 'vitest'
import { readVersions } from '../../action/ledger/environments.ts'
import { openPostgres } from '../../action/warehouses/postgres.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { postgresForFile } from '../support/postgres.ts'
import { project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

const server = postgresForFile()

const nodes = (retry: string): Record<string, string> => ({
  ...shop(`nodes:
  slow: { sql: "select 1 as x where pg_sleep(case when to_regclass('public.calm') is null then 60 else 0 end) is not null"${retry} }
  after: { sql: "select 1 as x from slow" }
  beside: { sql: "select 2 as y" }
`),
  'galley.yaml': `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: postgres, url: "\${{ env.WAREHOUSE }}" } }
environments: { production: { connection: warehouse, schema: analytics } }
`,
})

/** An order in a database of its own, of which connections are cut. */
async function inDanger(files: Record<string, string>) {
  const url = await server.database()
  const one = await shopWarehouse(() => openPostgres(url, { waitMs: 0 }))
  const other = await openPostgres(url, { waitMs: 0 })
  onTestFinished(() => other.close())
  /** Cuts the connections of this name once one of them is there; true when one was. */
  const cut = async (name: string): Promise<boolean> => {
    const found = await other.ledger.rows(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE $1`,
      [name],
    )
    return found.length > 0
  }
  const begun = async (): Promise<void> => {
    const sql = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%AS select 1 as x where pg_sleep%' AND pid <> pg_backend_pid()`
    await expect.poll(async () => (await other.ledger.rows(sql)).length, { timeout: 30_000 }).toBe(1)
  }
  /** From here on the slow query is quick. */
  const calm = (): Promise<unknown> => other.ledger.rows('CREATE TABLE public.calm (x int)')
  return { one, other, cut, begun, calm, order: async () => one.produce(await project(files)) }
}

const states = ({ nodes }: Report): Record<string, string> =>
  Object.fromEntries(nodes.map(({ node, state, attempts }) => [node, `${state} ${attempts}`]))

it('a connection that is cut in mid-query fails its node, says why, and nothing is bound', async () => {
  const { one, cut, begun, order } = await inDanger(nodes(''))
  const ended = order()
  await begun()
  expect(await cut('galley % shop.slow')).toBe(true)
  const report = await ended
  expect(report.verdict).toBe('fail')
  expect(states(report)).toEqual({ slow: 'failed 1', after: 'skipped 0', beside: 'succeeded 1' })
  expect(report.nodes.find(({ node }) => node === 'slow')?.error).toMatchObject({
    message: expect.stringMatching(/^PostgreSQL cannot be reached: .*terminat/) as string,
    location: { file: 'recipes/shop/recipe.yaml', line: 3 },
  })
  expect(await readVersions(one.warehouse, 'production')).toEqual([])
})

it('with `retry` the node is tried again on another connection', async () => {
  const { cut, begun, calm, order } = await inDanger(nodes(', retry: { attempts: 2 }'))
  const ended = order()
  await begun()
  await calm()
  expect(await cut('galley % shop.slow')).toBe(true)
  expect(states(await ended)).toEqual({ slow: 'succeeded 2', after: 'succeeded 1', beside: 'succeeded 1' })
})

it("the ledger's connection may be cut while nodes run", async () => {
  const { one, cut, begun, order } = await inDanger(quick())
  const ended = order()
  await begun()
  expect(await cut('galley ledger')).toBe(true)
  const report = await ended
  expect(report.verdict).toBe('pass')
  expect(await readVersions(one.warehouse, 'production')).toMatchObject([{ version: 1 }])
})

/** The slow query ends by itself. */
function quick(): Record<string, string> {
  const files = nodes('')
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace('then 60', 'then 2')]))
}
