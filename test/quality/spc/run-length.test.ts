import { expect, test } from 'vitest'
import { cusum } from '../../../action/quality/spc/kinds/cusum.ts'
import { ewma } from '../../../action/quality/spc/kinds/ewma.ts'
import type { LocatedPhase } from '../../../action/quality/spc/kinds/located.ts'
import { mean } from '../../../action/quality/spc/numeric/moments.ts'
import { normalTail } from '../../../action/quality/spc/numeric/normal.ts'
import { evaluate } from '../../../action/quality/spc/rules/evaluate.ts'
import type { Options, Rule } from '../../../action/quality/spc/series/types.ts'
import { sigmaOfIndividuals } from '../../../action/quality/spc/sigma-individuals.ts'
import { type Json, readCase } from './cases.ts'

/**
 * How long a chart runs until its first signal, against the exact average run lengths: what the rules are worth.
 * Simulated with a fixed seed, so that the outcome never changes: the standard error is 0.9 %, 1.3 % for long runs.
 */
const ROWS: [string, number, Json][] = readCase('arl-core').expected.map((row: Json) => [
  row.scheme,
  row.shift_sigma,
  row,
])

test.each(ROWS)('%s at a shift of %s sigma', (scheme, shift, { arl, accept_rel }) => {
  const normal = generator(20_261_124)
  const firstSignal = schemeOf(scheme)
  const runs = arl > 300 ? 6_000 : 12_000
  let total = 0
  for (let run = 0; run < runs; run++) total += runLength(() => shift + normal(), firstSignal, arl)
  expect(Math.abs(total / runs / arl - 1)).toBeLessThan(accept_rel)
})

/** Why short histories get prediction limits: how often plain limits from m points alarm on a clean next one. */
const SHORT: [number, number][] = Object.entries(
  readCase('short-history-multipliers').expected.false_alarm_of_3sigma_MR_limits as Record<string, number>,
).flatMap(([m, rate]) => (Number(m) >= 5 && Number(m) <= 50 ? [[Number(m), rate]] : []))

test.each(SHORT)('three-sigma limits from %i points alarm falsely at a rate of %f', (m, rate) => {
  const normal = generator(20_261_124)
  const baselines = 20_000
  let total = 0
  for (let i = 0; i < baselines; i++) {
    const values = Array.from({ length: m }, normal)
    const [center, sigma] = [mean(values) ?? 0, sigmaOfIndividuals(values, 'mr') ?? 0]
    // The chance given these limits is known exactly, which takes most of the noise out.
    total += normalTail(center + 3 * sigma) + normalTail(3 * sigma - center)
  }
  expect(Math.abs(total / baselines / rate - 1)).toBeLessThan(0.03)
})

type FirstSignal = (values: readonly number[]) => number | undefined

/** Draws more points until there is a signal. */
function runLength(draw: () => number, firstSignal: FirstSignal, guess: number): number {
  const values: number[] = []
  for (;;) {
    const more = Math.ceil(guess / 2) + 4
    for (let i = 0; i < more; i++) values.push(draw())
    const at = firstSignal(values)
    if (at !== undefined) return at + 1
  }
}

function schemeOf(name: string): FirstSignal {
  if (name.startsWith('CUSUM')) return firstCusum
  if (name.startsWith('EWMA')) return firstEwma
  if (name.startsWith('WE1-4')) return firstOf(['beyond_3s', 'two_of_three_2s', 'four_of_five_1s', 'run_8'])
  return firstOf(name.includes('run_8') ? ['beyond_3s', 'run_8'] : ['beyond_3s'])
}

function firstOf(rules: Rule[]): FirstSignal {
  return (values) => {
    const points = values.map((z) => ({ value: z, center: 0, sigma: 1, lcl: -3, ucl: 3, z }))
    const firsts = Object.values(evaluate(points, [], rules)).flatMap(([first]) => (first === undefined ? [] : [first]))
    return firsts.length > 0 ? Math.min(...firsts) : undefined
  }
}

function firstCusum(values: readonly number[]): number | undefined {
  const { cusum_up = [], cusum_down = [] } = cusum(phase(values, { k: 0.5, h: 5 })).signals ?? {}
  return cusum_up[0] === undefined ? cusum_down[0] : Math.min(cusum_up[0], cusum_down[0] ?? Number.POSITIVE_INFINITY)
}

/** The published run lengths are for constant limits, the asymptotic ones; the chart's own start narrower. */
function firstEwma(values: readonly number[]): number | undefined {
  const limit = 2.962 * Math.sqrt(0.2 / (2 - 0.2))
  const track = ewma(phase(values, { lambda: 0.2, L: 2.962 })).tracks?.ewma ?? []
  const at = track.findIndex((average) => Math.abs(average ?? 0) > limit)
  return at < 0 ? undefined : at
}

function phase(values: readonly number[], options: Options): LocatedPhase {
  const none: boolean[] = []
  const known = { target: 0, sigma: 1 }
  return {
    data: { type: 'values', values },
    from: 0,
    inBaseline: none,
    weekdays: null,
    drawnFrom: 0,
    excluded: none,
    judging: true,
    options: { ...options, ...known },
  }
}

/** Standard normal numbers from a seed: mulberry32 and the Box-Muller transform. */
function generator(seed: number): () => number {
  let state = seed
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}
