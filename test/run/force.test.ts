import { expect, it } from 'vitest'
import { type Desk, desk, type Ran } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const recipe = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged: { sql: "select id, amount from raw" }
  total: { sql: sql/total.sql }
`
const files = shop(recipe, { total: 'select sum(amount) as total from staged' })

const relations = (ran: Ran): Record<string, string> =>
  Object.fromEntries(ran.json.nodes.map(({ node, relation }: Record<string, string>) => [node, relation]))

async function produced(): Promise<{ one: Desk; first: Record<string, string> }> {
  const one = await desk(files)
  const ran = await one.galley('run', '--env', 'production', '--json')
  expect(ran.exit, ran.err).toBe(0)
  return { one, first: relations(ran) }
}

it('binds production to what was forced, which later orders keep, and can go back to what was before', async () => {
  const { one, first } = await produced()
  const forced = await one.galley('run', '--env', 'production', '--force', '--json')
  expect(forced.json.promotion).toMatchObject({ road: 'rebuild', to_version: 2, bound: ['shop.staged', 'shop.total'] })
  const second = relations(forced)
  for (const node of ['staged', 'total']) expect(second[node]).not.toBe(first[node])

  // Nobody asked for it again.
  const next = await one.galley('run', '--env', 'production', '--json')
  expect(next.json.promotion).toMatchObject({ road: 'none', to_version: 2 })
  expect(relations(next)).toEqual(second)

  const back = await one.galley('rollback', '--json')
  expect(back.json).toMatchObject({ to_version: 3, restored: 1 })
  const then = await one.galley('run', '--env', 'production', '--json')
  expect(then.json.promotion).toMatchObject({ road: 'none', to_version: 3 })
  expect(relations(then)).toEqual(first)
})

it('promotes the very builds that a kitchen was forced to make', async () => {
  const { one } = await produced()
  await one.git('checkout', '-qb', 'change')
  await one.write({ 'recipes/shop/sql/total.sql': 'select 2 * sum(amount) as total from staged' })
  await one.commit('Twice')
  const kitchen = ['run', '--env', 'pr_1', '--base', 'main', '--head', 'change', '--json']
  const plain = await one.galley(...kitchen)
  const forced = await one.galley(...kitchen, '--only', 'total', '--force')
  expect(relations(forced).total).not.toBe(relations(plain).total)
  // The kitchen keeps it, too.
  expect(relations(await one.galley(...kitchen))).toEqual(relations(forced))
  const promoted = await one.galley('promote', '--env', 'pr_1', '--json')
  expect(promoted.json.promotion).toMatchObject({ road: 'swap', bound: ['shop.total'] })
  expect(promoted.exit).toBe(0)
  expect(relations(promoted).total).toBe(relations(forced).total)
})
