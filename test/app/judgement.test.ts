import { describe, expect, test } from 'vitest'
import { judge } from '../../app/orders/judgement.ts'
import type { WantedNode } from '../../app/orders/order.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { anOrder, aReport } from './support/orders.ts'

const wanted: WantedNode[] = [
  {
    recipe: 'flights',
    node: 'arrivals',
    run: true,
    file: 'recipes/flights/recipe.yaml',
    line: 20,
    tests: [{ name: 'unique(flight_id)', severity: 'stop' }],
    measures: [],
  },
]
const order = anOrder({ wanted })
const good = aReport(order)
const [node] = good.nodes
const [unique] = good.tests
if (node === undefined || unique === undefined) throw new Error('the report has a node and a test')
const failed = { ...unique, state: 'failed' as const, failures: 3, message: '3 rows.' }
const signal = { rule: 'beyond_3s', message: 'too low', severity: 'fail' as const }
const measure = {
  recipe: 'flights',
  node: 'arrivals',
  measure: 'row_count',
  value: 1,
  state: 'established' as const,
  center: 2,
  lcl: 1.5,
  ucl: 2.5,
  signal,
  accepted: null,
  comparable: true,
  notes: [],
  chart: null,
}

describe('the App judges', () => {
  test.each<[string, Partial<Report>, string, string[]]>([
    ['a pass as a pass', {}, 'pass', ['all_passed']],
    ['a failed stop test called a pass', { tests: [failed] }, 'fail', ['test_failed']],
    ['a failed stop test called a log entry', { tests: [{ ...failed, severity: 'log' }] }, 'fail', ['test_failed']],
    ['a signal called a pass', { measures: [measure] }, 'fail', ['signal']],
    ['a failed node called a pass', { nodes: [{ ...node, state: 'failed' }] }, 'fail', ['node_failed']],
    ['a report of nothing', { nodes: [], tests: [] }, 'fail', ['nothing_ran']],
    ['a report without the planned test', { tests: [] }, 'fail', ['nothing_ran']],
    ['a planned test that was skipped', { tests: [{ ...unique, state: 'skipped' }] }, 'fail', ['nothing_ran']],
    [
      'a planned node that was left out, which its recipe does not say',
      { nodes: [{ ...node, state: 'skipped', error: { code: 'condition', message: 'so', location: null } }] },
      'fail',
      ['nothing_ran'],
    ],
    ['a planned node that was skipped', { nodes: [{ ...node, state: 'skipped' }] }, 'fail', ['nothing_ran']],
    [
      'a build that exists already, without the results of its tests',
      { nodes: [{ ...node, state: 'reused' }], tests: [] },
      'fail',
      ['nothing_ran'],
    ],
    [
      "the runner's own failure",
      { verdict: 'fail', reasons: [{ code: 'node_failed', subject: 'x', message: 'y' }] },
      'fail',
      ['node_failed'],
    ],
    [
      'an order that could not be carried out',
      { error: { code: 'warehouse.locked', message: 'Locked.', hint: null } },
      'fail',
      ['nothing_ran'],
    ],
    ['a cancelled run', { verdict: 'cancelled', nodes: [], tests: [] }, 'cancelled', ['cancelled', 'nothing_ran']],
  ])('%s', (_, over, verdict, codes) => {
    const judgement = judge(order, { ...good, ...over })
    expect([judgement.verdict, judgement.reasons.map((reason) => reason.code)]).toEqual([verdict, codes])
  })

  test('a node whose tests changed by their results, although its build is reused', () => {
    const checked = { kind: 'kitchen' as const, wanted: wanted.map((one) => ({ ...one, run: false })) }
    const report = { ...good, nodes: [{ ...node, state: 'reused' as const }] }
    expect(judge(checked, report).verdict).toBe('pass')
    expect(judge(checked, { ...report, tests: [] }).reasons.map((reason) => reason.subject)).toEqual([
      'flights.arrivals: unique(flight_id)',
    ])
  })

  test('a promotion without asking for tests that ran in the kitchen', () => {
    const report = { ...good, nodes: [{ ...node, state: 'reused' as const }], tests: [] }
    expect(judge({ kind: 'promote', wanted }, report).verdict).toBe('pass')
  })
})
