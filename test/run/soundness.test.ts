import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dag, edited, edits, knowns, projectOf } from '../support/dags.ts'
import { type ShopWarehouse, shopWarehouse } from '../support/shop-warehouse.ts'

/** The content of every node that production shows, with the order and the types of its columns. */
async function contents(shopful: ShopWarehouse): Promise<unknown[]> {
  const tables: unknown[] = []
  for (let index = 0; index < 5; index++) {
    const rows = await shopful.rows(`select * from analytics.n${index} order by all`)
    tables.push(rows.map((row) => Object.entries(row)))
    tables.push(await shopful.rows(`select column_name, column_type from (describe analytics.n${index})`))
  }
  return tables
}

it('production after plan, kitchen and promotion is row for row what building everything anew gives', async () => {
  await fc.assert(
    fc.asyncProperty(dag, edits, knowns, async (steps, changes, [before, after]) => {
      const comments = new Set(changes.filter(([, kind]) => kind === 'comment').map(([at]) => at))
      const base = await projectOf(steps, new Set(), before)
      const head = await projectOf(edited(steps, changes), comments, after)
      const [reused, anew] = [await shopWarehouse(), await shopWarehouse()]
      for (const one of [reused, anew]) await one.deliver([1, 2, 3, 4, 5, 6, 7])
      await reused.produce(base)
      const cooked = await reused.cook(base, head)
      expect(cooked.verdict).toBe('pass')
      const promoted = await reused.produce(head, { kind: 'promote' })
      expect(promoted.promotion?.road).not.toBe('rebuild')
      await anew.produce(head)
      expect(await contents(reused)).toEqual(await contents(anew))
      // What changes nothing runs nothing.
      if (changes.every(([, kind]) => kind === 'comment') && before === after)
        expect(cooked.nodes.every((node) => node.state === 'reused')).toBe(true)
    }),
    { numRuns: 12 },
  )
})
