import { describe, expect, test } from 'vitest'
import { c4, d2, d3 } from '../../../action/quality/spc/constants.ts'
import { leastSquaresSplit, overdispersion } from '../../../action/quality/spc/index.ts'
import { runLimits } from '../../../action/quality/spc/kinds/run.ts'
import { predictionWidth } from '../../../action/quality/spc/prediction-width.ts'
import { ALL_RULES, answerOf, commandAnswer, readCase } from './cases.ts'
import { expectNear } from './near.ts'

const named = (series: { name: string }[]): [string, number][] => series.map(({ name }, i) => [name, i])

describe('constants', () => {
  const { expected } = readCase('constants-n2-10')
  test.each(Object.keys(expected).map(Number))('n = %i', (n) => {
    const [c, d, e] = [c4(n), d2(n), d3(n)]
    const spread = Math.sqrt(1 - c * c)
    const clipped = (x: number) => Math.max(0, x)
    expectNear(
      {
        ...{ c4: c, d2: d, d3: e, A2: 3 / (d * Math.sqrt(n)), A3: 3 / (c * Math.sqrt(n)), E2: 3 / d },
        ...{ B3: clipped(1 - (3 * spread) / c), B4: 1 + (3 * spread) / c },
        ...{ B5: clipped(c - 3 * spread), B6: c + 3 * spread },
        ...{ D1: clipped(d - 3 * e), D2: d + 3 * e, D3: clipped(1 - (3 * e) / d), D4: 1 + (3 * e) / d },
      },
      expected[n],
    )
  })
})

describe('rules', () => {
  for (const id of ['rules-one-by-one', 'rules-boundaries']) {
    const { input, expected } = readCase(id)
    test.each(named(input.series))('%s', async (_, i) => {
      const series = { chart: 'i', values: input.series[i].z, target: input.center, sigma: input.sigma }
      expect(answerOf({ ...series, rules: ALL_RULES }).signals).toEqual(expected[i])
      expect((await commandAnswer({ ...series, rules: ALL_RULES })).signals).toEqual(expected[i])
    })
  }
})

describe('prediction limits of a short history', () => {
  const { k_on_sample_sd } = readCase('short-history-multipliers').expected
  test.each(Object.entries(k_on_sample_sd).map(([m, k]) => [Number(m), k]))('%i points', (m, k) => {
    expectNear(predictionWidth(m as number, 3), k)
  })
})

describe('overdispersion', () => {
  const { input, expected } = readCase('overdispersion-test')
  test.each(named(input.series))('%s', (_, i) => {
    const { events, counts, trials } = input.series[i]
    const pairs = (events ?? counts).map((count: number, k: number) => ({ events: count, size: trials?.[k] ?? 1 }))
    const { p_value, ...figures } = expected[i]
    const found = overdispersion(pairs, trials ? 'binomial' : 'poisson')
    expectNear(found, figures)
    expect(found?.p_value).toBeCloseTo(p_value, 6)
  })
})

describe('run charts', () => {
  const { input, expected } = readCase('anhoej-n10-50')
  test('critical values for 10 to 50 points', () => {
    expect(input.n.map((n: number) => ({ n_useful: n, ...runLimits(n) }))).toEqual(expected.limits)
  })
  test.each(named(input.series))('%s', async (_, i) => {
    const { values, center } = input.series[i]
    const { signal, ...figures } = expected.series[i]
    const answer = answerOf({ chart: 'run', values, target: center })
    expect(answer).toMatchObject(figures)
    expect(await commandAnswer({ chart: 'run', values, target: center })).toMatchObject(figures)
    expect(Object.values(answer.signals).flat().length > 0).toBe(signal)
  })
})

describe('rebaseline', () => {
  const { input, expected } = readCase('rebaseline-step')
  test('least squares finds the step', () => {
    expect(leastSquaresSplit(input.values)).toBe(expected.least_squares_split_count)
  })
  test('the engine proposes it, and only proposes', () => {
    const { notes, phases } = answerOf({ chart: 'i', values: input.values, baseline: input.baseline_count })
    expect(notes).toContainEqual(expect.objectContaining({ code: 'chart.rebaseline_proposed', from: 30 }))
    expect(phases).toHaveLength(1)
  })
  test.each([
    ['nothing', [], null],
    ['one value', [1], null],
    ['two values', [1, 2], 1],
    ['a step under a large offset', [1e9, 1e9, 1e9, 1e9 + 1, 1e9 + 1], 3],
  ])('%s', (_, values, count) => {
    expect(leastSquaresSplit(values)).toBe(count)
  })
})
