import { expect, it } from 'vitest'
import { project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

const named = (name: string, more: string): ReturnType<typeof project> =>
  project(
    shop(
      `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }\nnodes: { ${name}: { sql: "select id from raw"${more} } }\n`,
    ),
  )

it('a renamed node is not built again: production shows the same build by its new name', async () => {
  const [base, head] = [await named('old', ''), await named('new', ', was: [old]')]
  const { deliver, produce, cook, rows } = await shopWarehouse()
  await deliver([1, 2, 3])
  await produce(base)
  const cooked = await cook(base, head)
  expect(cooked.nodes.map(({ node, state }) => `${node} ${state}`)).toEqual(['new reused'])
  const promoted = await produce(head, { kind: 'promote', base })
  expect(promoted.promotion).toMatchObject({ road: 'swap', bound: ['shop.new'], unbound: ['shop.old'] })
  expect(await rows('select count(*) as n from analytics.new')).toEqual([{ n: 3 }])
  await expect(rows('from analytics.old')).rejects.toThrow('does not exist')
})
