import { describe, expect, it } from 'vitest'
import { instantOf } from '../../recipes-schema/quality/instant.ts'
import { measureKinds } from '../../recipes-schema/quality/measures/index.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { load, project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

const rows = `select * from (values
  (1, 'a', 10.0::double, timestamptz '2026-01-02 00:00:00+00'),
  (2, 'b', null, timestamptz '2026-01-01 00:00:00+00'),
  (2, 'b', 30.0, null),
  (null, 'c', 40.0, null)) v(id, kind, amount, loaded_at)`

async function measured(measures: string, query = rows): Promise<Report> {
  const shopful = await shopWarehouse()
  await shopful.deliver([1])
  return shopful.produce(
    await project(shop(`nodes:\n  a:\n    sql: sql/a.sql\n    measures: [${measures}]\n`, { a: query })),
  )
}

describe('every measure takes its number', () => {
  it.each([
    ['row_count', 'row_count', 4],
    ['null_rate: amount', 'null_rate_amount', 0.25],
    ['duplicate_rate: id', 'duplicate_rate_id', 1 / 3],
    ['duplicate_rate: [id, kind]', 'duplicate_rate_id_kind', 1 / 3],
    [`{ name: bs, rate: "kind = 'b' -- the second" }`, 'bs', 0.5],
    ['{ name: large, rate: "amount > 20" }', 'large', 2 / 3],
    ['distinct_count: kind', 'distinct_count_kind', 3],
    ['mean: amount', 'mean_amount', 80 / 3],
    ['sum: amount', 'sum_amount', 80],
    ['min: amount', 'min_amount', 10],
    ['max: amount', 'max_amount', 40],
    ['stddev: id', 'stddev_id', Math.sqrt(1 / 3)],
    ['quantile: { column: amount, at: 0.5 }', 'p50_amount', 30],
    ['quantile: { column: amount, at: 0.999 }', 'p99_9_amount', 39.98],
    ['{ name: spread, value: "max(amount) - min(amount)" }', 'spread', 30],
  ])('%s', async (written, name, value) => {
    const { measures, verdict } = await measured(written)
    expect(verdict).toBe('pass')
    expect(measures.map((one) => one.measure)).toEqual([name])
    expect(measures[0]?.value).toBeCloseTo(value, 10)
  })

  it('a node has what its build and its making tell', async () => {
    const { measures } = await measured('bytes, run_seconds, freshness: loaded_at')
    const [bytes, seconds, freshness] = measures.map((one) => one.value)
    expect(bytes === null || Number(bytes) > 0).toBe(true)
    expect(seconds).toBeGreaterThanOrEqual(0)
    expect(freshness).toBeGreaterThan(3600)
    expect(Math.abs(Number(freshness) - (Date.now() - Date.UTC(2026, 0, 2)) / 1000)).toBeLessThan(60)
  })

  it('a command prints its own', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const body = `nodes: { send: { inputs: [], run: 'echo sent=12 >> "$GITHUB_OUTPUT"', measures: [output: sent, run_seconds, output: other] } }\n`
    const { measures } = await shopful.produce(await project(shop(body)))
    expect(measures.map(({ measure, value }) => [measure, value])).toEqual([
      ['sent', 12],
      ['run_seconds', expect.any(Number)],
      ['other', null],
    ])
  })

  it('over no rows there is no point, and nothing fails', async () => {
    const all =
      'row_count, null_rate: id, mean: id, stddev: id, duplicate_rate: id, freshness: id, quantile: { column: id, at: 0.5 }'
    const { measures, verdict } = await measured(all, 'select 1 as id where false')
    expect(verdict).toBe('pass')
    expect(measures.map((one) => one.value)).toEqual([0, null, null, null, null, null, null])
  })

  it.each([
    ['max: kind', `The measure max_kind is "c", not a finite number.`],
    ['freshness: kind', 'The measure freshness_kind is "c", not a finite number.'],
    [`{ name: inf, value: "'inf'::double" }`, 'The measure inf is Infinity, not a finite number.'],
    ['mean: nobody', 'The measure mean_nobody could not be taken: '],
  ])('%s is refused by name', async (written, message) => {
    const report = await measured(written)
    expect(report.verdict).toBe('fail')
    expect(report.nodes[0]?.error?.message).toContain(message)
  })

  it('a rate keeps what it is made of, in production’s history', async () => {
    const shopful = await shopWarehouse()
    await shopful.produce(
      await project(shop(`nodes: { a: { sql: sql/a.sql, measures: [null_rate: amount, row_count] } }\n`, { a: rows })),
    )
    expect(
      await shopful.rows('select measure, value, events, trials from galley.measurements order by measure'),
    ).toEqual([
      { measure: 'null_rate_amount', value: 0.25, events: 1, trials: 4 },
      { measure: 'row_count', value: 4, events: null, trials: null },
    ])
  })
})

describe('the registry', () => {
  it('tells of every kind what its values are', () => {
    const natures = Object.fromEntries(measureKinds.map(({ key, nature }) => [key, nature]))
    expect(natures).toMatchObject({
      null_rate: 'rate',
      rate: 'rate',
      row_count: 'count',
      run_seconds: 'time',
      mean: 'other',
    })
    for (const { key, summary, bare, example } of measureKinds) {
      expect(summary, key).toMatch(/\.$/)
      expect(example === '', key).toBe(bare)
    }
  })

  it('an expression that is more than one is refused', async () => {
    const loaded = await load(
      shop('nodes: { a: { sql: select 1 as x, measures: [{ name: m, rate: "true), (1" }] } }\n'),
    )
    expect(loaded.diagnostics.map((found) => found.code)).toEqual(['sql.expression'])
  })
})

describe('times as engines write them', () => {
  it.each([
    ['2026-01-02', Date.UTC(2026, 0, 2)],
    ['2026-01-02 03:04:05', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['2026-01-02 03:04:05.1', Date.UTC(2026, 0, 2, 3, 4, 5, 100)],
    ['2026-01-02 03:04:05.123456', Date.UTC(2026, 0, 2, 3, 4, 5, 123)],
    ['2026-01-02 03:04:05+02', Date.UTC(2026, 0, 2, 1, 4, 5)],
    ['2026-01-02 03:04:05.5-05:30', Date.UTC(2026, 0, 2, 8, 34, 5, 500)],
    ['2026-01-02 03:04:05.000 UTC', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['2026-01-02T03:04:05Z', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['yesterday', Number.NaN],
    ['2026-13-02', Number.NaN],
  ])('%s', (text, instant) => expect(instantOf(text)).toBe(instant))
})
