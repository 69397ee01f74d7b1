import { describe, expect, it, test } from 'vitest'
import { binomial, lowerQuantile, upperQuantile } from '../../../action/quality/spc/numeric/discrete.ts'
import { answerOf } from './cases.ts'

/** 20 values with mean 10, median 9, and moving ranges 1, 1, 1, 7, 8 again and again. */
const VALUES = Array.from({ length: 20 }, (_, i) => [8, 9, 8, 9, 16][i % 5] ?? 0)
const PAIRS = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? [9, 11] : [8, 12, 10]))

describe('options', () => {
  const individuals = { chart: 'i', values: VALUES }
  const means = { chart: 'xbar', subgroups: PAIRS }
  test.each<[string, object, object]>([
    ['the mean', { ...individuals }, { center: 10 }],
    ['the median', { ...individuals, center_from: 'median' }, { center: 9 }],
    ['a known centre', { ...individuals, target: 12 }, { center: 12 }],
    ['a known sigma', { ...individuals, sigma: 2 }, { sigma: 2, lcl: 4, ucl: 16 }],
    ['a known proportion', { chart: 'p', events: [2], trials: 100, target: 0.2 }, { center: 0.2, ucl: 0.32 }],
    ['a known rate', { chart: 'u', events: [9], exposure: 4, target: 4 }, { center: 4, lcl: 1, ucl: 7 }],
    ['a known mean of counts', { chart: 'c', events: [9], target: 16 }, { center: 16, lcl: 4, ucl: 28 }],
    ['a known mean between events', { chart: 'g', values: [9], target: 3 }, { center: 3, ucl: 3 + 3 * Math.sqrt(12) }],
    [
      'logarithms',
      { chart: 'i', values: [1, 1], transform: 'log', target: 1, sigma: Math.LN2 },
      { lcl: 0.125, ucl: 8 },
    ],
    ['the median range', { ...individuals, sigma_from: 'median_mr' }, { sigma: 1 / 0.9538725524089391 }],
    // Sum of squares 2 a pair and 8 a triple, 1 and 2 degrees of freedom: 10 / 3.
    ['pooled deviations', { ...means, sigma_from: 'pooled_s' }, { sigma: Math.sqrt(10 / 3) }],
    ['an EWMA of weight one', { chart: 'ewma', values: [5], target: 0, sigma: 1, lambda: 1 }, { lcl: -3, ucl: 3 }],
    ['a head start', { chart: 'cusum', values: [1, -1], target: 0, sigma: 1, head_start: 2.5 }, { c_plus: [3, 1.5] }],
    ['a mean run chart', { chart: 'run', values: VALUES, center_from: 'mean' }, { center: 10, n_useful: 20 }],
  ])('%s', (_, series, expected) => {
    const answer = answerOf(series) as unknown as Record<string, unknown>
    for (const [key, value] of Object.entries(expected)) {
      if (typeof value === 'number') expect(answer[key], key).toBeCloseTo(value, 10)
      else expect(answer[key], key).toEqual(value)
    }
  })

  it('stretches a u chart by sigma_z', () => {
    const events = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 400 : 500))
    const [plain, prime] = ['u', 'u_prime'].map((chart) => answerOf({ chart, events, exposure: 1 }))
    expect(Number(prime?.ucl) - 450).toBeCloseTo((Number(plain?.ucl) - 450) * Number(prime?.sigma_z), 8)
    expect(Number(prime?.sigma_z)).toBeCloseTo(100 / Math.sqrt(450) / 1.1283791670955126, 10)
  })
})

describe('exact quantiles of very many trials', () => {
  it('agree with each other from both ends', () => {
    const n = 4e9
    expect(lowerQuantile(binomial(n, 5 / n), 0.00135)).toBe(0)
    expect(upperQuantile(binomial(n, 5 / n), 0.00135)).toBe(13)
    expect(n - lowerQuantile(binomial(n, 1 - 5 / n), 0.00135)).toBe(13)
  })

  it('agree with those of fewer, where both can be computed', () => {
    expect(upperQuantile(binomial(1e9, 5e-9), 0.00135)).toBe(upperQuantile(binomial(1e9 + 1, 5e-9), 0.00135))
  })
})
