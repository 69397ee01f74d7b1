import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { expect, it } from 'vitest'
import { desk } from '../../support/cli.ts'
import { postgresForFile } from '../../support/postgres.ts'

const server = postgresForFile()

it('seeds faults in PostgreSQL, in a schema of their own that is gone afterwards', async () => {
  const { galley, env } = await desk({
    'galley.yaml': `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: postgres, url: "\${{ env.WAREHOUSE }}" } }
environments: { production: { connection: warehouse, schema: analytics } }
`,
    'recipes/shop/recipe.yaml': `recipe: shop
sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged: { sql: sql/staged.sql, tests: [{ unique: id }, { range: { column: amount, max: 2000 } }] }
  total: { sql: "select sum(amount)::bigint as total from staged", tests: [{ row_count: { min: 1, max: 1 } }] }
`,
    'recipes/shop/sql/staged.sql':
      "select id, amount, date '2026-01-01' + (id % 7)::int as day from raw where amount < 10000",
    'recipes/shop/tests/staged.yaml': `node: staged
tests:
  - { name: large ones are left out, given: { raw: [{ id: 1, amount: 10000 }] }, expect: [] }
`,
  })
  env.WAREHOUSE = await server.database()
  const rows = Array.from({ length: 100 }, (_, index) => `${index + 1},${(index + 1) * 10}`)
  await writeFile(join(env.DATA ?? '', 'raw.csv'), `id,amount\n${rows.join('\n')}\n`)
  const made = await galley('run', '--env', 'production')
  expect(made.exit, made.out + made.err).toBe(0)

  const ran = await galley('mutate', 'staged', '--json')
  expect(ran.exit, ran.err).toBe(0)
  const states = Object.fromEntries(
    ran.json.nodes[0].faults.map(({ detail, state }: { detail: string; state: string }) => [detail, state]),
  )
  expect(states).toMatchObject({
    '1 row in 10 is missing': 'survived',
    '1 row in 10 is there twice': 'caught',
    '1 row in 10 has no day': 'survived',
    'amount is 100 times as large': 'caught',
    'the latest day of day is missing': 'survived',
    'no WHERE': 'caught',
    '<= instead of <': 'caught',
  })
  expect((await galley('mutate', 'staged', '--json')).json).toEqual(ran.json)

  const client = new pg.Client({ connectionString: env.WAREHOUSE })
  await client.connect()
  const left = await client.query("select nspname from pg_namespace where nspname like 'galley_mutants%'")
  await client.end()
  expect(left.rows).toEqual([])
})
