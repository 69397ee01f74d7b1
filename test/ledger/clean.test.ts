import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { type Desk, desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const recipe = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged: { sql: sql/staged.sql }
  seen: { sql: "select count(*) as n from staged", materialized: view }
`
const sql = { staged: 'select id, amount from raw' }

async function cleaner(
  versions: number,
): Promise<Desk & { deliver(id: number): Promise<void>; query(sql: string): Promise<unknown[]> }> {
  const files = shop(recipe, sql)
  const one = await desk({ ...files, 'galley.yaml': `${files['galley.yaml']}retention: { versions: ${versions} }\n` })
  return {
    ...one,
    deliver: (id) => writeFile(join(one.env.DATA ?? '', 'raw.csv'), `id,amount\n${id},1\n`),
    async query(text) {
      const instance = await DuckDBInstance.create(one.env.WAREHOUSE)
      const connection = await instance.connect()
      const rows = (await connection.runAndReadAll(text)).getRowObjectsJS()
      connection.closeSync()
      instance.closeSync()
      return rows
    },
  }
}

it('removes what no environment, no kept version and no view needs, and then nothing', async () => {
  const { galley, deliver, query } = await cleaner(2)
  for (const id of [1, 2, 3, 4]) {
    await deliver(id)
    expect(await galley('run', '--env', 'production')).toMatchObject({ exit: 0 })
  }
  const dry = await galley('clean', '--dry-run', '--json')
  // Versions 1 and 2: a source, a table and a view each.
  expect(dry.json.removed).toHaveLength(6)
  expect(dry.json).toMatchObject({ dry_run: true })
  expect(dry.json.bytes).toBeGreaterThan(0)
  expect((await galley('clean', '--json')).json.removed).toHaveLength(6)
  expect(await galley('clean', '--json')).toMatchObject({ exit: 0, json: { removed: [], bytes: 0 } })
  expect(
    await query("select count(*)::int as n from information_schema.tables where table_schema = 'galley_builds'"),
  ).toEqual([{ n: 6 }])
  expect(await galley('rollback', '--to', '1', '--json')).toMatchObject({
    exit: 4,
    json: { error: { code: 'version.cleaned' } },
  })
  expect(await galley('rollback', '--json')).toMatchObject({ exit: 0, json: { restored: 3 } })
  expect(await query('select id::int as id from analytics.staged')).toEqual([{ id: 3 }])
  expect(await query('select n::int as n from analytics.seen')).toEqual([{ n: 1 }])
})

it('keeps what a kitchen reads, although production has moved on, and finds what was cut short', async () => {
  const { galley, deliver, query, write, commit, git } = await cleaner(1)
  await deliver(1)
  await galley('run', '--env', 'production')
  await git('checkout', '-qb', 'change')
  await write({ 'recipes/shop/recipe.yaml': `recipe: shop\n${recipe.replace('count(*) as n', 'count(*) + 1 as n')}` })
  await commit('Count one more')
  expect(await galley('run', '--env', 'pr_1', '--base', 'main', '--head', 'change')).toMatchObject({ exit: 0 })
  await git('checkout', '-q', 'main')
  await deliver(2)
  await galley('run', '--env', 'production')
  await query('create table galley_builds."cut__0123456789" as select 1 as n')
  const cleaned = (await galley('clean', '--json')).json.removed as { relation: string; node: string | null }[]
  // The kitchen's view reads the first build of staged.
  expect(new Set(cleaned.map(({ node }) => node))).toEqual(new Set(['shop.seen', 'shop.raw', null]))
  expect(await query('select n::int as n from analytics__pr_1.seen')).toEqual([{ n: 2 }])
  expect(await galley('destroy', '--env', 'pr_1', '--json')).toMatchObject({ exit: 0, json: { names: 1, builds: 1 } })
  expect((await galley('clean', '--json')).json.removed).toHaveLength(1)
})

it("leaves what somebody put into a kitchen's schema", async () => {
  const { galley, deliver, query } = await cleaner(1)
  await deliver(1)
  await galley('run', '--env', 'dev')
  await query('create table analytics__dev.mine as select 1 as n')
  expect(await galley('destroy', '--env', 'dev', '--json')).toMatchObject({ exit: 0, json: { names: 2 } })
  expect(await query('select n from analytics__dev.mine')).toEqual([{ n: 1 }])
})

it('binds every name in a kitchen that wishes so', async () => {
  const { galley, deliver, query, write, commit, git } = await cleaner(1)
  await write({
    'galley.yaml': (shop(recipe, sql)['galley.yaml'] ?? '').replace(
      'environments: {',
      'environments: { kitchen: { connection: warehouse, bind: all },',
    ),
  })
  await commit('Bind all')
  await deliver(1)
  await galley('run', '--env', 'production')
  await git('checkout', '-qb', 'change')
  await write({ 'recipes/shop/recipe.yaml': `recipe: shop\n${recipe.replace('count(*) as n', 'count(*) + 1 as n')}` })
  await commit('Count one more')
  await galley('run', '--env', 'pr_1', '--base', 'main', '--head', 'change')
  expect(await query('select id::int as id, n::int as n from analytics__pr_1.staged, analytics__pr_1.seen')).toEqual([
    { id: 1, n: 2 },
  ])
})
