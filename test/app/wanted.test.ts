import { describe, expect, it } from 'vitest'
import { judge } from '../../app/orders/judgement.ts'
import { wantedOf } from '../../app/plans/wanted.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { project, shop } from '../support/project.ts'
import { anOrder, aReport } from './support/orders.ts'

const recipe = (sandbox: string, materialized = 'table'): string => `sources: { raw: { file: raw.csv${sandbox} } }
nodes:
  a:
    sql: select id, day from raw
    materialized: ${materialized}
    tests: [not_null: id, row_count: { min: 100 }, row_count: { equals: production }]
`
const shas = { base: null, head: 'a'.repeat(40), merge_base: null }

/** The tests that the App does not need an answer of. */
async function leftOut(text: string): Promise<string[]> {
  const head = await project(shop(text))
  const wanted = wantedOf(planChange({ base: null, head, shas }), head)
  return wanted.flatMap(({ tests }) => tests.filter((test) => test.mayBeLeftOut === true).map(({ name }) => name))
}

describe('what a report need not answer', () => {
  it('is what the recipe keeps its kitchens from answering', async () => {
    const production = 'row_count(= production)'
    expect(await leftOut(recipe(''))).toEqual([production])
    expect(await leftOut(recipe(', sandbox: { sample: 10% }'))).toEqual(['row_count(100..)', production])
    expect(await leftOut(recipe('', '{ incremental: { by: day, grain: day } }'))).toEqual([
      'row_count(100..)',
      production,
    ])
  })

  it('is no excuse for the rest', async () => {
    const head = await project(shop(recipe(', sandbox: { sample: 10% }')))
    const wanted = wantedOf(planChange({ base: null, head, shas }), head)
    const good = aReport(anOrder({ wanted }))
    const [sample] = good.tests
    if (sample === undefined) throw new Error('a report has a test')
    const answered = (state: (name: string) => 'passed' | 'skipped'): Report => ({
      ...good,
      nodes: good.nodes.slice(0, 1).map((node) => ({ ...node, recipe: 'shop', node: 'a' })),
      tests: (wanted[0]?.tests ?? []).map(({ name }) => ({
        ...sample,
        recipe: 'shop',
        node: 'a',
        test: name,
        state: state(name),
      })),
      measures: [],
    })
    const verdict = (report: Report): string => judge({ kind: 'kitchen', wanted }, report).verdict
    expect(verdict(answered((name) => (name.startsWith('row_count') ? 'skipped' : 'passed')))).toBe('pass')
    expect(verdict(answered((name) => (name.startsWith('not_null') ? 'skipped' : 'passed')))).toBe('fail')
  })
})
