import { describe, expect, it } from 'vitest'
import { sideOf } from '../../recipes-schema/fingerprint/side.ts'
import { budgetsOf, judgeBudget, judgeBudgets } from '../../recipes-schema/plan/budget.ts'
import { type NodeHistory, withCost } from '../../recipes-schema/plan/cost.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import { budgetWords, bytesWords, costWords, durationWords } from '../../recipes-schema/plan/words.ts'
import { type NodeId, nodeId } from '../../recipes-schema/recipe/types.ts'
import { desk } from '../support/cli.ts'
import { project, shop } from '../support/project.ts'

const head = (): ReturnType<typeof project> =>
  project(shop('nodes: { a: { sql: "select 1 as x" }, b: { sql: "select x from a" }, c: { sql: "select 2 as x" } }\n'))
const history = new Map<NodeId, NodeHistory>([
  [nodeId('shop', 'a'), { rows: 100, bytes: 4096, seconds: 90 }],
  [nodeId('shop', 'b'), { rows: 20, bytes: null, seconds: 30 }],
])

describe('what a plan is expected to take', () => {
  it('is the sum of what its nodes took, and says which have never run', async () => {
    const side = await head()
    const plan = withCost(
      planChange({ base: null, head: side, shas: { base: null, head: 'h', merge_base: null } }),
      history,
    )
    expect(plan.cost).toEqual({
      rows: 120,
      bytes_scanned: 4096,
      minutes: 2,
      known: 2,
      unknown: ['shop.c'],
      estimated: [],
    })
    expect(plan.recipes[0]?.nodes.map((node) => node.cost?.rows ?? null)).toEqual([100, 20, null])
    expect(costWords(plan.cost)).toEqual([
      'Expected: 2 min, 120 rows, 4.1 kB read; 1 node never ran before, so nobody knows.',
    ])
  })

  it('takes the rows that an engine expects where no history tells them, and says so', async () => {
    const side = await head()
    const plan = withCost(
      planChange({ base: null, head: side, shas: { base: null, head: 'h', merge_base: null } }),
      history,
      new Map([
        [nodeId('shop', 'b'), { rows: 9, bytes: 9 }],
        [nodeId('shop', 'c'), { rows: 1000, bytes: null }],
      ]),
    )
    expect(plan.cost).toMatchObject({ rows: 1120, known: 2, unknown: ['shop.c'], estimated: ['shop.c'] })
    expect(plan.recipes[0]?.nodes.map((node) => node.cost?.from)).toEqual(['history', 'history', 'explain'])
    expect(costWords(plan.cost)).toEqual([
      'Expected: 2 min, about 1,120 rows, 4.1 kB read; 1 node never ran before, so nobody knows how long.',
    ])
  })

  it('counts only what runs', async () => {
    const side = await head()
    const plan = withCost(
      planChange({ base: side, head: side, shas: { base: null, head: 'h', merge_base: null } }),
      history,
    )
    expect(plan.cost).toEqual({ rows: null, bytes_scanned: null, minutes: null, known: 0, unknown: [], estimated: [] })
    expect(costWords(plan.cost)).toEqual([])
  })
})

describe('a budget', () => {
  const cost = { rows: 1, bytes_scanned: 60e9, minutes: 25, known: 2, unknown: [] as string[], estimated: [] }
  const budget = { bytesScanned: 50e9, minutes: 20, onExceed: 'require_approval' } as const
  it.each([
    ['none', null, cost, 'allow', ['no_budget'], []],
    ['enough', { ...budget, minutes: 25, bytesScanned: 60e9 }, cost, 'allow', ['within_budget'], []],
    [
      'no limit in one unit',
      { ...budget, minutes: null },
      cost,
      'needs_approval',
      ['bytes_exceeded'],
      ['Needs approval: 60.0 GB are expected to be read and the budget is 50.0 GB.'],
    ],
    [
      'both exceeded',
      { ...budget, onExceed: 'refuse' as const },
      cost,
      'refuse',
      ['minutes_exceeded', 'bytes_exceeded'],
      [
        'Refused: 25 min are expected and the budget is 20 min and 60.0 GB are expected to be read and the budget is 50.0 GB.',
      ],
    ],
    [
      'a warning',
      { ...budget, bytesScanned: null, onExceed: 'warn' as const },
      cost,
      'allow',
      ['minutes_exceeded'],
      ['Over the budget: 25 min are expected and the budget is 20 min.'],
    ],
    [
      'nothing known',
      budget,
      { rows: null, bytes_scanned: null, minutes: null, known: 0, unknown: ['shop.a'], estimated: [] },
      'allow',
      ['within_budget', 'cost_unknown'],
      [],
    ],
  ])('%s', (_, limits, expected, decision, codes, words) => {
    const judged = judgeBudget(limits, expected)
    expect([judged.decision, judged.reasons.map((reason) => reason.code)]).toEqual([decision, codes])
    expect(budgetWords(judged)).toEqual(words)
  })

  it('is told in units that people read', () => {
    expect([0.04, 9.94, 59.4, 60, 200].map(durationWords)).toEqual(['0.0 s', '9.9 s', '59 s', '1 min', '3 min 20 s'])
    expect([0, 999, 1000, 3.44e6, 2e18].map(bytesWords)).toEqual(['0 B', '999 B', '1.0 kB', '3.4 MB', '2000.0 PB'])
  })
})

describe('budgets of recipes', () => {
  const two = (shopBudget: string, more = ''): ReturnType<typeof project> =>
    project({
      ...shop(`${shopBudget}nodes: { a: { sql: "select 1 as x" }, b: { sql: "select x from a" } }\n`),
      'recipes/stock/recipe.yaml': `recipe: stock\n${more}nodes: { c: { sql: "select 2 as x" } }\n`,
    })
  const took = new Map<NodeId, NodeHistory>([
    [nodeId('shop', 'a'), { rows: 1, bytes: null, seconds: 90 }],
    [nodeId('shop', 'b'), { rows: 1, bytes: 5000, seconds: 30 }],
    [nodeId('stock', 'c'), { rows: 1, bytes: null, seconds: 600 }],
  ])
  const judged = async (base: string | null, head: string, more = '', seen: 'project' | 'side' = 'side') => {
    const changed = await two(head, more)
    const before = base === null ? null : await two(base)
    const plan = planChange({ base: null, head: changed, shas: { base: null, head: 'h', merge_base: null } })
    return judgeBudgets(budgetsOf(before !== null && seen === 'side' ? sideOf(before) : before, changed), plan, took)
  }
  const limit = (minutes: number, exceed = 'require_approval'): string =>
    `budget: { minutes: ${minutes}, on_exceed: ${exceed} }\n`

  it("is held against the recipe's own nodes alone, and the strictest decides", async () => {
    expect(await judged(null, limit(2))).toMatchObject({ decision: 'allow', reasons: [{ code: 'no_budget' }] })
    const over = await judged(null, limit(1), limit(5, 'refuse'))
    expect(over.decision).toBe('refuse')
    expect(budgetWords(over)).toEqual([
      'Refused: 2 min are expected of shop and its budget is 1 min and 10 min are expected of stock and its budget is 5 min.',
    ])
    const bytes = await judged(null, 'budget: { bytes_scanned: 4kB }\n')
    expect(budgetWords(bytes)).toEqual([
      'Needs approval: 5.0 kB are expected to be read by shop and its budget is 4.0 kB.',
    ])
  })

  it.each(['project', 'side'] as const)(
    "is the base's, as a %s: a change neither raises nor drops its own",
    async (seen) => {
      expect((await judged(limit(1), limit(100), '', seen)).decision).toBe('needs_approval')
      expect((await judged(limit(1), '', '', seen)).decision).toBe('needs_approval')
      expect((await judged('', limit(1), '', seen)).decision).toBe('allow')
    },
  )

  it('of a recipe that is new is its own', async () => {
    const changed = await two(limit(1))
    const other = 'recipe: other\nnodes: { z: { sql: select 1 as x } }\n'
    const before = await project({ ...shop(''), 'recipes/shop/recipe.yaml': other })
    expect([...budgetsOf(sideOf(before), changed).recipes.keys()]).toEqual(['shop'])
  })

  it('holds up an order for a kitchen before anything starts, and not one for production', async () => {
    const recipe = (n: number, minutes: string): string =>
      `budget: { minutes: ${minutes} }\nsources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }\nnodes: { a: { sql: "select id + ${n} as id from raw" } }\n`
    const { galley, write } = await desk(shop(recipe(1, '0.000000001')))
    expect((await galley('run', '--env', 'production')).exit).toBe(0)
    await write(shop(recipe(2, '100')))
    expect((await galley('plan', '--json')).json.budget).toMatchObject({ decision: 'needs_approval' })
    const refused = await galley('run', '--env', 'mine', '--json')
    expect([refused.exit, refused.json.error.code]).toEqual([4, 'budget.needs_approval'])
    expect(refused.json.error.message).toContain('of shop and its budget')
    expect((await galley('run', '--env', 'mine', '--approve')).exit).toBe(0)
  })
})
