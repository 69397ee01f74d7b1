import { Ajv } from 'ajv'
import { describe, expect, it, test } from 'vitest'
import { controlChartOf } from '../../action/quality/spc/index.ts'
import { controlChartSchema, formatApart, formatNumber, story } from '../../recipes-schema/chart/index.ts'
import { answerOf } from '../quality/spc/cases.ts'
import { history, SAMPLES } from './samples.ts'

const limits = { state: 'established', center: 100, lcl: 90, ucl: 110 } as const
const facts = {
  subject: 'flights.arrivals.row_count',
  count: 27,
  noun: 'run',
  extremeOf: null,
  previous: 100,
  previousOut: false,
} as const

describe('story', () => {
  const beyond = { rule: 'beyond_3s' }
  test.each<[number | null, object, string]>([
    [80, { signal: beyond }, 'row_count fell to 80: below 90, the lower limit of 27 runs'],
    [120, { signal: beyond }, 'row_count rose to 120: above 110, the upper limit of 27 runs'],
    [89.999, { signal: beyond }, 'row_count fell to 89.999: below 90, the lower limit of 27 runs'],
    [101, { signal: null }, 'row_count is 101: within 90 to 110, as 27 runs let expect'],
    [null, { signal: null }, 'row_count has no value this time'],
    [
      101,
      { signal: { rule: 'constant_changed' }, lcl: 100, ucl: 100 },
      'row_count changed to 101: it was 100 in all 27 runs before',
    ],
    [100, { signal: null, lcl: 100, ucl: 100 }, 'row_count is 100: the same as in all 27 runs before'],
  ])('%s %j', (value, judgement, sentence) => {
    expect(story({ ...facts, value, judgement: { ...limits, signal: null, ...judgement } })).toBe(sentence)
  })

  it('says so when nothing that is shown was ever as far out', () => {
    const judgement = { ...limits, signal: beyond }
    const told = { ...facts, noun: 'day', extremeOf: 59, judgement } as const
    expect(story({ ...told, value: 80 })).toBe('row_count fell to 80: below 90, the lowest of 60 days')
    expect(story({ ...told, value: 120 })).toBe('row_count rose to 120: above 110, the highest of 60 days')
  })

  it('says that a value stays out where it already was', () => {
    const judgement = { ...limits, signal: beyond }
    expect(story({ ...facts, previous: 80, previousOut: true, value: 80, judgement })).toMatch(
      /^row_count stays at 80: below 90/,
    )
    expect(story({ ...facts, previous: 80, value: 80, judgement })).toMatch(/^row_count is 80: below 90/)
  })

  it('tells how much history is missing', () => {
    const judgement = { state: 'learning', center: null, lcl: null, ucl: null, signal: null } as const
    expect(story({ ...facts, count: 1, value: 5, judgement })).toBe(
      'row_count is 5: still learning, 1 run of the 8 that limits need',
    )
  })
})

describe('numbers', () => {
  test.each<[number, number | undefined, string]>([
    [0, undefined, '0'],
    [12_031, undefined, '12,031'],
    [12_031.55, 570, '12,032'],
    [0.02134, 0.0021, '0.0213'],
    [-91.53, 5, '-91.5'],
    [184_220_318_000, undefined, '184,220,318,000'],
    [184_220_318_000, 1.1e9, '184.2 billion'],
    [4.2e12, 3e10, '4.2 trillion'],
    [1.5e300, undefined, '1.500e+300'],
    [3e-9, undefined, '3.000e-9'],
  ])('%d at a resolution of %s', (value, resolution, written) => {
    expect(formatNumber(value, resolution)).toBe(written)
  })

  test.each<[number, number, number, [string, string]]>([
    [12_031, 18_400, 570, ['12,031', '18,400']],
    [100.04, 100, 50, ['100.04', '100']],
    [5, 5, 1, ['5', '5']],
  ])('%d next to %d', (value, other, resolution, pair) => {
    expect(formatApart(value, other, resolution)).toEqual(pair)
  })
})

describe('control chart', () => {
  const matches = new Ajv().compile(controlChartSchema)
  test.each(Object.entries(SAMPLES))('%s matches its published schema', (_, chart) => {
    matches(chart)
    expect(matches.errors).toBeNull()
  })

  const values = [...history(10, 50, 1), ...history(20, 100, 1)].map(({ value }) => value)

  it('gives older phases their own limits, and shows as many points as are asked for', () => {
    const answer = answerOf({ chart: 'i', values, phases: [10], new: [101] })
    const caption = {
      subject: 'a.b.c',
      phaseLabels: ['#7 accepted'],
      marks: [{ at: 10, kind: 'accept', label: 'meant' }],
    } as const
    const chart = controlChartOf(answer, caption)
    expect(chart.points.map(({ center }) => center)).toEqual([...Array(10).fill(50), ...Array(21).fill(100)])
    expect(chart.phases).toEqual([
      { from: 0, to: 10, label: 'first limits' },
      { from: 10, to: 31, label: '#7 accepted' },
    ])
    const newest = controlChartOf(answer, caption, 25)
    expect(newest.points).toHaveLength(25)
    expect(newest.phases.map(({ from, to }) => [from, to])).toEqual([
      [0, 4],
      [4, 25],
    ])
    expect(newest.marks).toEqual([{ at: 4, kind: 'accept', label: 'meant' }])
    expect(controlChartOf(answer, caption, 5)).toMatchObject({ phases: [{ from: 0, to: 5 }], marks: [] })
  })

  it('marks earlier points outside the limits, but not excluded ones', () => {
    const answer = answerOf({
      chart: 'i',
      values: [999, 999, ...values.slice(10)],
      baseline: 22,
      exclude: [1],
      rules: ['beyond_3s'],
    })
    const chart = controlChartOf(answer, { subject: 'a.b.c' })
    expect(chart.points.slice(0, 2).map(({ signals }) => signals)).toEqual([['beyond_3s'], []])
  })

  it('draws any answer', () => {
    const answer = answerOf({ chart: 'i', values: history(20, 100, 1).map(({ value }) => value), new: [120] })
    const chart = controlChartOf(answer, { subject: 'a.b.rows' })
    expect(chart.title).toBe('rows rose to 120: above 106.3, the highest of 21 points')
    expect(chart.points.at(-1)).toMatchObject({ label: '20', value: 120, judged: true, signals: ['beyond_3s'] })
    matches(chart)
    expect(matches.errors).toBeNull()
  })
})
