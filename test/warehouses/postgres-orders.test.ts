import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { expect, it } from 'vitest'
import { type Desk, desk } from '../support/cli.ts'
import { postgresForFile } from '../support/postgres.ts'

const server = postgresForFile()

const project = `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: postgres, url: "\${{ env.WAREHOUSE }}" } }
environments: { production: { connection: warehouse, schema: analytics } }
`
const recipe = `recipe: shop
variables: { least: { type: integer, default: 1 } }
sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged:
    sql: sql/staged.sql
    with: { least: "\${{ vars.least }}" }
    tests: [{ unique: id }, { not_null: [id, amount] }, { check: "amount > 0" }, { row_count: { min: 1 } }]
    measures: [row_count, { mean: amount }]
  total: { sql: sql/total.sql }
  seen: { sql: "select count(*) as n from analytics.staged", materialized: view }
`
const staged = 'select id, amount\nfrom raw\nwhere id >= $least'
const total = 'select sum(amount)::bigint as total from staged'

async function shop(): Promise<
  Desk & { rows(sql: string): Promise<unknown[]>; deliver(ids: number[]): Promise<void> }
> {
  const one = await desk({
    'galley.yaml': project,
    'recipes/shop/recipe.yaml': recipe,
    'recipes/shop/sql/staged.sql': staged,
    'recipes/shop/sql/total.sql': total,
  })
  const url = await server.database()
  one.env.WAREHOUSE = url
  const deliver = (ids: number[]): Promise<void> =>
    writeFile(join(one.env.DATA ?? '', 'raw.csv'), `id,amount\n${ids.map((id) => `${id},${id * 10}`).join('\n')}\n`)
  await deliver([1, 2])
  return {
    ...one,
    deliver,
    async rows(sql) {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        return (await client.query(sql)).rows
      } finally {
        await client.end()
      }
    },
  }
}

it('runs, cooks, promotes, rolls back and destroys in PostgreSQL', async () => {
  const { galley, write, commit, git, rows, deliver } = await shop()
  expect(await galley('run', '--env', 'production')).toMatchObject({ exit: 0 })
  expect(await rows('select total::int from analytics.total')).toEqual([{ total: 30 }])
  expect(await rows('select n::int from analytics.seen')).toEqual([{ n: 2 }])

  await git('checkout', '-qb', 'change')
  await write({ 'recipes/shop/sql/total.sql': "select 'sum' as name, sum(amount)::int + 1 as total from staged" })
  await commit('Change the total')
  const cooked = await galley('run', '--env', 'pr_7', '--base', 'main', '--head', 'change', '--json')
  expect(cooked).toMatchObject({ exit: 0, json: { verdict: 'pass' } })
  expect(await rows('select name, total from analytics__pr_7.total')).toEqual([{ name: 'sum', total: 31 }])
  expect(await rows('select total::int from analytics.total')).toEqual([{ total: 30 }])

  const promoted = await galley('promote', '--env', 'pr_7', '--json')
  expect(promoted).toMatchObject({ exit: 0, json: { promotion: { road: 'swap', to_version: 2 } } })
  expect(await rows('select name, total from analytics.total')).toEqual([{ name: 'sum', total: 31 }])
  expect(await galley('rollback')).toMatchObject({ exit: 0 })
  expect(await rows('select * from analytics.total')).toEqual([{ total: '30' }])
  expect((await galley('versions', '--json')).json.versions.map((one: { kind: string }) => one.kind)).toEqual([
    'rollback',
    'promote',
    'run',
  ])
  expect(await galley('destroy', '--env', 'pr_7', '--json')).toMatchObject({ exit: 0, json: { names: 1 } })
  await deliver([1, 2, 2])
  const failed = await galley('run', '--env', 'production', '--head', 'change', '--json')
  expect(failed).toMatchObject({ exit: 1, json: { verdict: 'fail' } })
  expect(await rows('select * from analytics.total')).toEqual([{ total: '30' }])
})

it('reports a mistake at the line of its own file', async () => {
  const { galley, write } = await shop()
  await write({ 'recipes/shop/sql/total.sql': '-- sums\nselect\n  sum(amuont) as total\nfrom staged' })
  const ran = await galley('run', '--env', 'dev', '--json')
  expect(ran).toMatchObject({ exit: 1, json: { verdict: 'fail' } })
  const node = ran.json.nodes.find((one: { node: string }) => one.node === 'total')
  expect(node.error).toMatchObject({ code: 'sql.failed', location: { file: 'recipes/shop/sql/total.sql', line: 3 } })
})

it('two kitchens and production at the same time do not disturb each other', async () => {
  const { galley, write, commit, git, rows, deliver } = await shop()
  expect(await galley('run', '--env', 'production')).toMatchObject({ exit: 0 })
  for (const plus of [1, 2]) {
    await git('checkout', '-q', '-b', `change_${plus}`, 'main')
    await write({ 'recipes/shop/sql/total.sql': `select sum(amount)::int + ${plus} as total from staged` })
    await commit(`Add ${plus}`)
  }
  await git('checkout', '-q', 'main')
  await deliver([1, 2, 3])
  const ran = await Promise.all([
    galley('run', '--env', 'pr_1', '--base', 'main', '--head', 'change_1'),
    galley('run', '--env', 'pr_2', '--base', 'main', '--head', 'change_2'),
    galley('run', '--env', 'production'),
  ])
  expect(ran.map(({ exit, err }) => (exit === 0 ? 0 : err))).toEqual([0, 0, 0])
  // Each on the data that production stood on when it began.
  for (const plus of [1, 2]) {
    const [row] = (await rows(`select total from analytics__pr_${plus}.total`)) as { total: number }[]
    expect([30 + plus, 60 + plus]).toContain(row?.total)
  }
  expect(await rows('select total::int from analytics.total')).toEqual([{ total: 60 }])
})
