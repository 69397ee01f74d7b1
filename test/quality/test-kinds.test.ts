import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openDuckdb } from '../../action/warehouses/duckdb.ts'
import { testKinds } from '../../recipes-schema/quality/tests/index.ts'
import { load, shop } from '../support/project.ts'
import { scratchForFile } from '../support/scratch.ts'
import { kindCases } from './kind-cases.ts'
import { type Bench, checkAll, checkOn, expectCase, lay, nodeWith } from './kinds.ts'

let bench: Bench

beforeAll(async () => {
  const path = join(await scratchForFile(), 'w.duckdb')
  const warehouse = await openDuckdb(path, { waitMs: 0, onWait: () => {}, signal: new AbortController().signal })
  bench = { warehouse, schema: 'kinds' }
  await lay(bench)
})

describe('every test finds what it is for, however scans are shared', () => {
  it.each([
    ['a small table: one scan', { rows: 5 }],
    ['a large table: apart', { rows: 1_000_000 }],
    ['a view: one scan', { rows: 1_000_000, isView: true }],
  ])('%s', async (_, about) => {
    for (const [one, result] of await checkAll(bench, about)) expectCase(one, result)
  })

  it('of nothing, a promise about rows is kept', async () => {
    for (const about of [{}, { rows: 1_000_000 }])
      for (const [one, result] of await checkAll(bench, { relation: 'nothing', ...about }))
        if (one.state !== 'error')
          expect({ test: one.test, state: result.state, message: result.message }).toMatchObject({
            test: one.test,
            state: one.empty ?? 'passed',
          })
  })

  it('against a production without the node there is nothing to compare', async () => {
    const results = await checkAll(bench, { production: null })
    const skipped = results.filter(([, result]) => result.state === 'skipped').map(([one]) => one.test)
    expect(skipped).toEqual(kindCases.map((one) => one.test).filter((test) => /production|distribution/.test(test)))
  })

  it('every kind has a case', () => {
    const seen = new Set(kindCases.map((one) => one.test.slice(0, one.test.indexOf(':'))))
    expect(testKinds.map((kind) => kind.key).filter((key) => !seen.has(key))).toEqual([])
  })
})

describe('failing rows', () => {
  it('are shown where the recipe lets them be, and else only the query for them', async () => {
    const node = await nodeWith(['check: "amount > 0"', 'check: "amount > 5"\n        samples: true', 'not_null: id'])
    const [hidden, shown, passed] = (await checkOn(bench, node)).tests
    expect(hidden).not.toHaveProperty('samples')
    expect(JSON.stringify(hidden)).not.toContain('eva@example.com')
    expect(await bench.warehouse.ledger.rows(hidden?.query ?? '')).toHaveLength(1)
    expect(shown?.samples?.columns).toEqual(['id', 'customer', 'status', 'amount', 'day', 'at_time', 'email'])
    expect(shown?.samples?.rows[0]?.slice(0, 4)).toEqual(['6', null, 'paid', '-5'])
    expect(passed).not.toHaveProperty('query')
  })

  it('every query for failing rows can be run', async () => {
    for (const [one, { query, state }] of await checkAll(bench)) {
      if (query === undefined) continue
      expect(state).toBe('failed')
      expect(await bench.warehouse.ledger.rows(query), one.test).not.toEqual([])
    }
  })
})

describe('uniqueness of rows that were added', () => {
  it.each([
    ['id = 3', 1],
    ['id = 6', 0],
    ['id < 3', 0],
  ])('those where %s are looked at against all', async (fresh, failures) => {
    const node = await nodeWith(['unique: id'])
    expect((await checkOn(bench, node, { fresh })).tests[0]).toMatchObject({ failures })
  })
})

describe('one at fault takes no other along', () => {
  it('neither tests nor measures', async () => {
    const node = await nodeWith(
      ['check: "nobody = 1"', 'not_null: customer', 'unique: nobody', 'unique: id'],
      'row_count, mean: nobody, { name: total, value: sum(amount) }',
    )
    for (const rows of [5, 1_000_000]) {
      const { tests, measures, fault } = await checkOn(bench, node, { rows })
      expect(tests.map((test) => [test.state, test.failures])).toEqual([
        ['error', 0],
        ['failed', 1],
        ['error', 0],
        ['failed', 1],
      ])
      expect([...measures].map(([name, { value }]) => [name, value])).toEqual([
        ['row_count', 5],
        ['total', 85],
      ])
      expect(fault?.message).toContain('The measure mean_nobody could not be taken: ')
    }
  })
})

describe('a node without rows', () => {
  it('has neither tests nor measures of them', async () => {
    const node = (body: string) => load(shop(`nodes: { a: { inputs: [], run: echo, ${body} } }\n`))
    expect((await node('tests: [{ unique: id }]')).diagnostics).toMatchObject([{ code: 'recipe.no_rows', line: 2 }])
    expect((await node('measures: [row_count, run_seconds]')).diagnostics).toMatchObject([{ code: 'recipe.no_rows' }])
    expect((await node('measures: [run_seconds, output: n]')).diagnostics).toEqual([])
  })
})

describe('what a kind does not take is refused', () => {
  it.each([
    ['schema: { columns: [x] }, where: "x = 1"', 'recipe.test_option', '`schema` tests have no `where`.'],
    [
      'freshness: { column: x, within: 1d }, fail_if: "> 1"',
      'recipe.test_option',
      '`freshness` tests have no `fail_if`.',
    ],
    ['row_count: { within: 5% }', 'recipe.value', ''],
    ['pattern: { column: x }', 'recipe', ''],
    ['range: { column: x }', 'recipe.value', ''],
    ['row_count: { equals: nobody }', 'recipe.unknown_node', 'There is no node or source "nobody".'],
    ['not_null: x, where: "true) or (true"', 'sql.expression', ''],
  ])('%s', async (test, code, message) => {
    const { ok, diagnostics } = await load(shop(`nodes: { a: { sql: select 1 as x, tests: [{ ${test} }] } }\n`))
    expect(ok).toBe(false)
    expect(diagnostics[0]?.code).toContain(code)
    expect(diagnostics[0]?.message).toContain(message)
    expect(diagnostics[0]?.line).toBe(2)
  })
})
