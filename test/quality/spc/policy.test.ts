import { describe, expect, it, test } from 'vitest'
import { chart } from '../../../action/quality/spc/index.ts'
import { ALL_RULES, answerOf, readCase } from './cases.ts'
import { judge } from './judged.ts'
import { expectNear } from './near.ts'

const { input, expected } = readCase('policy-degenerate-series')
const series = (name: string) => {
  const index = input.series.findIndex((one: { name: string }) => one.name === name)
  return { ...input.series[index], expected: expected[index] }
}

/** `chart` and `judge` are two roads to one opinion. */
function both({ baseline, new: [value] }: { baseline: (number | null)[]; new: [number] }) {
  const answer = answerOf({ chart: 'i', values: baseline, new: [value], rules: ALL_RULES })
  return { answer, judgement: judge({ history: baseline, value }) }
}

describe('degenerate series', () => {
  test.each([
    ['constant then same', 'established', null],
    ['constant then different', 'established', 'constant_changed'],
    ['empty history', 'learning', null],
    ['one point', 'learning', null],
    ['two equal points', 'learning', null],
    ['gap', 'established', null],
  ])('%s', (name, state, rule) => {
    const { expected: wanted, ...given } = series(name)
    const { answer, judgement } = both(given)
    for (const { state: found, signal } of [judgement, { state: answer.state, signal: answer.judged[0]?.signal }]) {
      expect([found, signal?.rule ?? null]).toEqual([state, rule])
    }
    for (const key of ['sigma', 'center', 'lcl', 'ucl']) if (key in wanted) expectNear(answer, { [key]: wanted[key] })
    const patterns = Object.entries(answer.signals).filter(
      ([name]) => !['beyond_3s', 'constant_changed'].includes(name),
    )
    expect(patterns.flatMap(([, indices]) => indices)).toEqual([])
  })

  it('refuses what is not finite, with its position', () => {
    const { baseline, new: fresh } = series('not finite')
    expect(chart({ chart: 'i', values: baseline, new: fresh })).toMatchObject({
      ok: false,
      error: { code: 'chart.not_a_number', location: { path: '/values/1' } },
    })
  })

  test.each<[string, object, number[]]>([
    ['a null rate that has always been zero', { chart: 'p', events: Array(20).fill(0), trials: 100 }, [1]],
    ['counts that have always been zero', { chart: 'c', events: Array(20).fill(0) }, [1]],
  ])('%s', (_, zeros, fresh) => {
    const { judged, lcl, ucl } = answerOf({ ...zeros, new: fresh })
    expect([lcl, ucl]).toEqual([0, 0])
    expect(judged[0]?.signal).toMatchObject({ rule: 'constant_changed', z: null, severity: 'fail' })
  })
})

describe('maturity', () => {
  const steady = (n: number) => Array.from({ length: n }, (_, i) => 100 + ((i * 7) % 5))
  test.each([
    [7, 'learning', null],
    [8, 'provisional', 'warn'],
    [19, 'provisional', 'warn'],
    [20, 'established', 'fail'],
  ])('%i points: %s', (count, state, severity) => {
    const answer = answerOf({ chart: 'i', values: steady(count), new: [1e6] })
    expect([answer.state, answer.judged[0]?.signal?.severity ?? null]).toEqual([state, severity])
    expect(judge({ history: steady(count), value: 1e6 })).toMatchObject({
      state,
      signal: severity === null ? null : { severity },
    })
  })

  it('uses three sigma for a look back, however short, and prediction limits for a new point', () => {
    const back = answerOf({ chart: 'i', values: steady(10) })
    const forward = answerOf({ chart: 'i', values: steady(10), new: [100] })
    expect(Number(forward.ucl) - Number(forward.center)).toBeGreaterThan(Number(back.ucl) - Number(back.center))
  })

  it('needs no history for known parameters', () => {
    const { state, judged } = answerOf({ chart: 'i', values: [], new: [14], target: 10, sigma: 1 })
    expect(state).toBe('established')
    expect(judged[0]?.signal?.message).toBe('14 is above 13 (the upper limit around the known 10)')
  })
})

describe('judging', () => {
  const alternating = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 11 : 9))

  it('never puts the judged point inside its own limits', () => {
    const one = answerOf({ chart: 'i', values: alternating, new: [10] })
    const other = answerOf({ chart: 'i', values: alternating, new: [1e9] })
    expect([one.lcl, one.center, one.ucl]).toEqual([other.lcl, other.center, other.ucl])
  })

  it('does not blame a new point for the run before it', () => {
    const shifted = [...alternating, ...Array(7).fill(12)]
    const monitored = answerOf({ chart: 'i', values: [...shifted, 12], baseline: 20 })
    const fresh = answerOf({ chart: 'i', values: shifted, baseline: 20, new: [12] })
    expect(monitored.signals.run_8).toEqual([27])
    expect(fresh.signals.run_8).toEqual([27])
    expect(monitored.judged.at(-1)?.signal).toMatchObject({ rule: 'run_8', severity: 'warn' })
    expect(fresh.judged.at(-1)?.signal).toBeNull()
  })

  it('draws an excluded point but neither learns from it nor judges it', () => {
    const values: number[] = [...alternating]
    values[7] = 1000
    const plain = answerOf({ chart: 'i', values })
    const excluding = answerOf({ chart: 'i', values, exclude: [7] })
    expect(plain.signals.beyond_3s).toEqual([7])
    expect(excluding.signals.beyond_3s).toEqual([])
    expect(excluding.points[7]).toMatchObject({ value: 1000, excluded: true })
    expect(excluding.ucl).toBeLessThan(20)
  })

  it('judges the points that baseline_indices leave out', () => {
    const values = [...alternating, 10, 99]
    const { judged } = answerOf({ chart: 'i', values, baseline_indices: alternating.map((_, i) => i) })
    expect(judged.map(({ index, signal }) => [index, signal?.rule ?? null])).toEqual([
      [20, null],
      [21, 'beyond_3s'],
    ])
  })

  it('lets an EWMA or a CUSUM only warn', () => {
    for (const kind of ['ewma', 'cusum']) {
      const { judged } = answerOf({ chart: kind, values: alternating, new: [40] })
      expect(judged[0]?.signal?.severity).toBe('warn')
    }
  })
})

describe('dependence', () => {
  const drifting = Array.from({ length: 60 }, (_, i) => 100 + 20 * Math.sin(i / 5))

  it('gives an autocorrelated baseline wide limits and no run rules', () => {
    const { sigma, signals, notes } = answerOf({ chart: 'i', values: drifting })
    expect(sigma).toBeGreaterThan(13)
    expect(signals).toEqual({ beyond_3s: [] })
    expect(notes.map(({ code }) => code)).toContain('chart.autocorrelated')
  })

  it('does what was asked for instead', () => {
    const { sigma, signals } = answerOf({ chart: 'i', values: drifting, sigma_from: 'mr', rules: ['run_8'] })
    expect(sigma).toBeLessThan(4)
    expect(signals.run_8?.length).toBeGreaterThan(0)
  })

  it('charts the first differences of a table that only grows', () => {
    const growing = Array.from({ length: 30 }, (_, i) => 1000 * i + ((i * 7) % 5))
    const { judged, center } = answerOf({ chart: 'i', values: growing, difference: true, new: [29_500] })
    expect(center).toBeCloseTo(1000, -1)
    expect(judged[0]).toMatchObject({ value: 500 - ((29 * 7) % 5), signal: { rule: 'beyond_3s' } })
  })

  it('waits for three full cycles before it believes a season', () => {
    const week = Array.from({ length: 20 }, (_, i) => (i % 7 < 5 ? 1000 : 400) + ((i * 3) % 7))
    const short = answerOf({ chart: 'i', values: week, season: 7, new: [400] })
    expect([short.state, short.notes[0]?.code]).toEqual(['learning', 'chart.season_too_short'])
    const full = answerOf({ chart: 'i', values: [...week, 402], season: 7, new: [400] })
    expect([full.state, full.judged[0]?.signal?.rule]).toEqual(['established', 'beyond_3s'])
  })
})

describe('counts', () => {
  it('takes exact limits for small counts, unless told not to', () => {
    const events = Array.from({ length: 24 }, (_, i) => [1, 3, 2, 0, 4, 2][i % 6])
    const exact = answerOf({ chart: 'c', events })
    expect([exact.lcl, exact.ucl]).toEqual([0, 7])
    expect(exact.notes.map(({ code }) => code)).toContain('chart.exact_limits')
    expect(answerOf({ chart: 'c', events, limits: '3sigma' }).ucl).toBeCloseTo(2 + 3 * Math.SQRT2, 12)
  })

  it('points an overdispersed p chart to p_prime', () => {
    const { events, trials_or_exposure: trials } = readCase('laney-p-nhs').input
    const { notes, overdispersion } = answerOf({ chart: 'p', events, trials })
    expect(notes.map(({ code }) => code)).toContain('chart.overdispersed')
    expect(overdispersion?.p_value).toBe(0)
  })

  it('computes a g chart both ways', () => {
    const values = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 8 : 12))
    const { center, lcl, ucl } = answerOf({ chart: 'g', values })
    expect([center, lcl, ucl]).toEqual([10, 0, 10 + 3 * Math.sqrt(110)])
    // P(X > k) = (10/11)^(k+1) falls to 0.00135 at k = 69; 0 already holds more than 0.00135.
    expect(answerOf({ chart: 'g', values, limits: 'exact' })).toMatchObject({ lcl: 0, ucl: 69 })
  })

  it('treats no trials as a missing point', () => {
    const { statistics } = answerOf({ chart: 'p', events: [1, 0, 2], trials: [10, 0, 10] })
    expect(statistics).toEqual([0.1, null, 0.2])
  })
})
