import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from '../support/project.ts'
import { type ShopWarehouse, shopWarehouse } from '../support/shop-warehouse.ts'

/** One node: the shape of its query, which earlier nodes it reads, and a number in it. */
interface Step {
  readonly shape: number
  readonly reads: readonly number[]
  readonly n: number
  readonly view: boolean
}

const shapes: readonly ((a: string, b: string, n: number) => string)[] = [
  (a, _, n) => `select id, amount + ${n} as amount from ${a}`,
  (a, b, n) => `select x.id, x.amount + y.amount as amount from ${a} x join ${b} y on x.id = y.id and x.amount > ${n}`,
  (a, _, n) => `select id % ${n + 2} as id, sum(amount)::bigint as amount from ${a} group by 1`,
  (a, _, n) => `select distinct least(id, ${n}) as id, amount from ${a}`,
  (a, b) => `select * from ${a} union all select * from ${b}`,
  (a, b, n) => `with b as (select id from ${b} where id > ${n}) select * from ${a} where id not in (select id from b)`,
  (a, _, n) => `select id, max(amount) over (order by id, amount rows ${n} preceding) as amount from ${a}`,
]

const step = (index: number): fc.Arbitrary<Step> =>
  fc.record({
    shape: fc.nat(shapes.length - 1),
    reads: fc.array(fc.nat(index), { minLength: 2, maxLength: 2 }),
    n: fc.nat(4),
    view: fc.boolean(),
  })
const dag = fc.tuple(step(0), step(1), step(2), step(3), step(4))
/** Which nodes an edit touches, and what each becomes. */
const edits = fc.array(fc.tuple(fc.nat(4), fc.constantFrom('number', 'shape', 'comment', 'view')), {
  minLength: 1,
  maxLength: 3,
})

const nameOf = (read: number): string => (read === 0 ? 'raw' : `n${read - 1}`)

function projectOf(steps: readonly Step[], comments: ReadonlySet<number>): Promise<Project> {
  const sql = steps.map(({ shape, reads, n }, index) => {
    const text = shapes[shape]?.(nameOf(reads[0] ?? 0), nameOf(reads[1] ?? 0), n) ?? ''
    return [`n${index}`, comments.has(index) ? `-- looked at\n${text.replace('select', 'SELECT')}` : text] as const
  })
  const nodes = steps.map(
    ({ view }, index) => `  n${index}: { sql: sql/n${index}.sql, materialized: ${view ? 'view' : 'table'} }`,
  )
  return project(
    shop(
      `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }\nnodes:\n${nodes.join('\n')}\n`,
      Object.fromEntries(sql),
    ),
  )
}

function edited(steps: readonly Step[], changes: readonly (readonly [number, string])[]): Step[] {
  return steps.map((one, index) => {
    const kinds = changes.filter(([at]) => at === index).map(([, kind]) => kind)
    return {
      ...one,
      n: kinds.includes('number') ? one.n + 1 : one.n,
      shape: kinds.includes('shape') ? (one.shape + 1) % shapes.length : one.shape,
      view: kinds.includes('view') ? !one.view : one.view,
    }
  })
}

/** The content of every node that production shows. */
async function contents(shopful: ShopWarehouse): Promise<unknown[]> {
  const tables: unknown[] = []
  for (let index = 0; index < 5; index++)
    tables.push(await shopful.rows(`select * from analytics.n${index} order by all`))
  return tables
}

it('production after plan, kitchen and promotion is row for row what building everything anew gives', async () => {
  await fc.assert(
    fc.asyncProperty(dag, edits, async (steps, changes) => {
      const comments = new Set(changes.filter(([, kind]) => kind === 'comment').map(([at]) => at))
      const [base, head] = [await projectOf(steps, new Set()), await projectOf(edited(steps, changes), comments)]
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
      if (changes.every(([, kind]) => kind === 'comment'))
        expect(cooked.nodes.every((node) => node.state === 'reused')).toBe(true)
    }),
    { numRuns: 12 },
  )
})
