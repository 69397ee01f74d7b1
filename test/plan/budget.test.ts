import { describe, expect, it } from 'vitest'
import { judgeBudget } from '../../recipes-schema/plan/budget.ts'
import { type NodeHistory, withCost } from '../../recipes-schema/plan/cost.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import { budgetWords, bytesWords, costWords, durationWords } from '../../recipes-schema/plan/words.ts'
import { type NodeId, nodeId } from '../../recipes-schema/recipe/types.ts'
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
