import { describe, test } from 'vitest'
import { ALL_RULES, answerOf, commandAnswer, type Json, readCase } from './cases.ts'
import { expectNear } from './near.ts'

/** Published or independently recomputed charts: which case, the series that poses it, and which of its numbers. */
interface Row {
  id: string
  part?: string
  series: (input: Json) => object
  expected: (expected: Json) => object
}

const rules = ALL_RULES
const baseline = (input: Json) => ({ baseline: input.baseline_count })
const ordinary = ({ center, sigma, lcl, ucl }: Json) => ({ center, sigma, lcl, ucl })

const ROWS: Row[] = [
  {
    id: 'imr-nist-flowrate',
    series: ({ values }) => ({ chart: 'i', values, rules }),
    expected: ({ individuals, rule_indices }) => ({ ...individuals, signals: rule_indices }),
  },
  {
    id: 'imr-nist-flowrate',
    part: 'moving range',
    series: ({ values }) => ({ chart: 'mr', values }),
    expected: ({ moving_range: mr }) => ({
      ...{ center: mr.center, lcl: mr.lcl, ucl: mr.ucl },
      ...{ statistics: [null, ...mr.values], signals: { beyond_3s: mr.beyond } },
    }),
  },
  {
    id: 'imr-viscosity-phase1-phase2',
    series: (input) => ({ chart: 'i', values: input.values, ...baseline(input), rules }),
    expected: ({ individuals, rule_indices }) => ({ ...individuals, signals: rule_indices }),
  },
  {
    id: 'imr-viscosity-phase1-phase2',
    part: 'the monitored points as new ones',
    series: ({ values }) => ({ chart: 'i', values: values.slice(0, 20), new: values.slice(20), rules }),
    expected: ({ individuals, rule_indices }) => ({ ...individuals, signals: rule_indices }),
  },
  {
    id: 'imr-viscosity-phase1-phase2',
    part: 'moving range',
    series: (input) => ({ chart: 'mr', values: input.values, ...baseline(input) }),
    expected: ({ moving_range: mr }) => ({
      ...{ center: mr.center, lcl: mr.lcl, ucl: mr.ucl },
      ...{ statistics: [null, ...mr.values], signals: { beyond_3s: mr.beyond } },
    }),
  },
  {
    id: 'rebaseline-step',
    series: (input) => ({ chart: 'i', values: input.values, ...baseline(input), rules }),
    expected: ({ frozen: { rule_indices, ...limits } }) => ({ ...limits, signals: rule_indices }),
  },
  {
    id: 'rebaseline-step',
    part: 'after the recorded decision',
    series: (input) => ({ chart: 'i', values: input.values, ...baseline(input), phases: [30], rules: ['beyond_3s'] }),
    expected: ({ frozen, after_rebaseline: { beyond, ...limits } }) => ({
      phases: [
        { from: 0, to: 30, ...ordinary(frozen) },
        { from: 30, to: 50, ...limits },
      ],
      signals: { beyond_3s: beyond },
    }),
  },
  ...[
    ['xbar_by_range', 'xbar', 'range'],
    ['R', 'r', undefined],
  ].map(
    ([part, chart, sigma_from]): Row => ({
      id: 'subgroup-pistonrings-xbar-R',
      part: part as string,
      series: (input) => ({ chart, subgroups: input.subgroups, ...baseline(input), sigma_from, rules }),
      expected: (expected) => subgroupExpectation(expected[part as string]),
    }),
  ),
  ...[
    ['xbar_by_range', 'xbar', 'range'],
    ['xbar_by_s', 'xbar', 's'],
    ['S', 's', undefined],
  ].map(
    ([part, chart, sigma_from]): Row => ({
      id: 'subgroup-pistonrings-variable-n',
      part: part as string,
      series: (input) => ({ chart, subgroups: input.subgroups, ...baseline(input), sigma_from, rules }),
      expected: (expected) => subgroupExpectation(expected[part as string]),
    }),
  ),
  {
    id: 'p-orangejuice-phase1',
    series: ({ events, trials }) => ({ chart: 'p', events, trials, rules }),
    expected: ({ center, lcl, ucl, statistics, rule_indices }) => ({
      ...{ center, lcl, ucl, statistics, signals: rule_indices },
    }),
  },
  {
    id: 'np-orangejuice-normal-and-exact',
    series: ({ events, trials }) => ({ chart: 'np', events, trials }),
    expected: ({ normal: { beyond, ...limits } }) => ({ ...limits, signals: { beyond_3s: beyond } }),
  },
  {
    id: 'np-orangejuice-normal-and-exact',
    part: 'exact',
    series: ({ events, trials }) => ({ chart: 'np', events, trials, limits: 'exact' }),
    expected: ({ exact_99_73: { lcl, ucl, beyond } }) => ({ lcl, ucl, signals: { beyond_3s: beyond } }),
  },
  ...['c-circuit-phase1', 'c-nist-wafers'].map(
    (id): Row => ({
      id,
      series: ({ counts }) => ({ chart: 'c', events: counts, rules }),
      expected: (expected) => ({ ...ordinary(expected), signals: expected.rule_indices }),
    }),
  ),
  {
    id: 'c-circuit-phase1',
    part: 'exact',
    series: ({ counts }) => ({ chart: 'c', values: counts, limits: 'exact' }),
    expected: ({ exact_poisson_99_73: { lcl, ucl, beyond } }) => ({ lcl, ucl, signals: { beyond_3s: beyond } }),
  },
  {
    id: 'u-pcmanufact',
    series: ({ events, exposure }) => ({ chart: 'u', events, exposure, rules, limits: '3sigma' }),
    expected: ({ center, lcl, ucl, statistics, rule_indices }) => ({
      ...{ center, lcl, ucl, statistics, signals: rule_indices },
    }),
  },
  {
    id: 'laney-p-nhs',
    series: ({ events, trials_or_exposure }) => ({ chart: 'p_prime', events, trials: trials_or_exposure }),
    expected: ({ center, sigma_z, lcl, ucl, beyond_prime }) => ({
      ...{ center, sigma_z, lcl, ucl, signals: { beyond_3s: beyond_prime } },
    }),
  },
  {
    id: 'laney-p-nhs',
    part: 'ordinary',
    series: ({ events, trials_or_exposure }) => ({ chart: 'p', events, trials: trials_or_exposure }),
    expected: ({ ordinary: { lcl, ucl, beyond } }) => ({ lcl, ucl, signals: { beyond_3s: beyond } }),
  },
  {
    id: 't-chart-valve-failures',
    series: ({ values }) => ({ chart: 't', values }),
    expected: ({ transformed, back_transformed, beyond }) => ({
      ...{ transformed, ...back_transformed, signals: { beyond_3s: beyond } },
    }),
  },
  {
    id: 'ewma-nist',
    series: ({ values, target, sigma, lam, L }) => ({ chart: 'ewma', values, target, sigma, lambda: lam, L }),
    expected: ({ center, sigma, ewma, lcl, ucl, beyond }) => ({
      ...{ center, sigma, ewma, statistics: ewma, lcl, ucl, signals: { beyond_3s: beyond } },
    }),
  },
  {
    id: 'ewma-pistonrings',
    series: (input) => ({
      ...{ chart: 'ewma', subgroups: input.subgroups, ...baseline(input), lambda: input.lam, L: input.L },
    }),
    expected: ({ center, sigma, ewma, lcl, ucl, beyond }) => ({
      ...{ center, sigma, ewma, lcl, ucl, signals: { beyond_3s: beyond } },
    }),
  },
  {
    id: 'cusum-nist',
    series: ({ values, target, sigma, k_data_units, h_data_units }) => ({
      ...{ chart: 'cusum', values, target, sigma, k: k_data_units / sigma, h: h_data_units / sigma },
    }),
    expected: cusumExpectation,
  },
  {
    id: 'cusum-viscosity-h5',
    series: (input) => ({ chart: 'cusum', values: input.values, ...baseline(input), k: input.k, h: input.h }),
    expected: cusumExpectation,
  },
  {
    id: 'seasonal-weekday-rows-a',
    series: (input) => ({ chart: 'i', values: input.values, baseline: input.baseline_count, season: input.period }),
    expected: ({ reference }) => ({
      center: Array.from({ length: 70 }, (_, i) => reference.weekday_means[i % 7]),
      sigma: reference.sigma,
      signals: { beyond_3s: reference.beyond_monitored, run_8: [] },
    }),
  },
  {
    id: 'seasonal-weekday-rows-a',
    part: 'naive, by moving ranges',
    series: ({ values, baseline_count }) => ({ chart: 'i', values, baseline: baseline_count, sigma_from: 'mr' }),
    expected: ({ naive_individuals: { beyond, ...limits } }) => ({ ...limits, signals: { beyond_3s: beyond } }),
  },
  {
    id: 'seasonal-weekday-rows-a',
    part: 'naive, by the standard deviation',
    series: ({ values, baseline_count }) => ({ chart: 'i', values, baseline: baseline_count, sigma_from: 'sd' }),
    expected: ({ naive_mean_3sd: { lcl, ucl, beyond } }) => ({ lcl, ucl, signals: { beyond_3s: beyond } }),
  },
]

function subgroupExpectation({ center, sigma, lcl, ucl, statistics, rule_indices, beyond }: Json): object {
  const signals = rule_indices ?? { beyond_3s: beyond }
  const allSame = Array.isArray(lcl) && lcl.every((limit) => limit === lcl[0])
  return { center, ...(sigma ? { sigma } : {}), lcl: allSame ? lcl[0] : lcl, ucl, statistics, signals }
}

function cusumExpectation(expected: Json): object {
  return {
    c_plus: expected.c_plus_sigma_units,
    c_minus: expected.c_minus_sigma_units,
    n_plus: expected.n_plus,
    n_minus: expected.n_minus,
    change_estimate: expected.change_estimate,
    signals: { cusum_up: expected.signals_up, cusum_down: expected.signals_down },
  }
}

describe('published and recomputed charts', () => {
  test.each(ROWS.map((row) => [row.id, row.part ?? '', row] as const))('%s %s', async (id, _, row) => {
    const { input, expected } = readCase(id)
    const series = row.series(input)
    expectNear(answerOf(series), row.expected(expected))
    expectNear(await commandAnswer(series), row.expected(expected))
  })
})
