import { expect, it } from 'vitest'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { load, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

const pivot = 'pivot origin\n  on kind -- odd or even\n  using sum(amount)'
const files = (wide: string): Record<string, string> =>
  shop(
    'sources: { raw: { file: "${{ env.DATA }}/raw.csv" } }\nnodes:\n  origin: { sql: sql/origin.sql }\n  wide: { sql: sql/wide.sql }\n',
    { origin: 'select id % 2 as kind, id, amount from raw', wide },
  )

it('a PIVOT is taken as text, and a person is told where', async () => {
  const loaded = await load(files(pivot))
  expect(loaded.diagnostics).toMatchObject([
    { code: 'sql.unread', severity: 'info', file: 'recipes/shop/sql/wide.sql', line: 1, column: 1 },
  ])
  if (!loaded.ok) throw new Error('it is not well')
  expect(loaded.project.nodes.get('shop.wide' as NodeId)?.upstreams).toEqual(['shop.origin'])
})

it('a PIVOT is built over the builds of its order', async () => {
  const [loaded, one] = [await load(files(pivot)), await shopWarehouse()]
  if (!loaded.ok) throw new Error('it is not well')
  await one.deliver([1, 2, 3])
  const report = await one.produce(loaded.project)
  expect(report.nodes.map(({ node, error }) => [node, error])).toEqual([
    ['origin', null],
    ['wide', null],
  ])
  expect(await one.rows('select sum("0") as even, sum("1") as odd from analytics.wide')).toEqual([
    { even: 20, odd: 40 },
  ])
})
