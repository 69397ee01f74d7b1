import { binomial, type Discrete, lowerQuantile, poisson, upperQuantile } from '../numeric/discrete.ts'
import { isOverdispersed, type Overdispersion, overdispersion } from '../overdispersion.ts'
import { tailOf } from '../prediction-width.ts'
import { present } from '../present.ts'
import type { Count, Data, Note } from '../series/types.ts'
import { learning } from './learning.ts'
import { clip, drawEach, maturity, type Plotted } from './shewhart.ts'
import type { Drawing, Phase } from './types.ts'

export type CountPhase = Phase<Extract<Data, { type: 'counts' }>>

/** A family of attribute charts: what one count among `size` is expected to do. */
export interface Family {
  readonly name: 'binomial' | 'poisson'
  /** True for np and c, which plot counts; false for p and u, which plot count / size. */
  readonly plotsCounts: boolean
}

/** The p, np, c and u charts: rate +- 3 standard errors of each point, or exact quantiles. */
export function counts(phase: CountPhase, family: Family): Drawing {
  const baseline = baselineCounts(phase)
  const known = phase.options.target !== undefined
  const state = maturity(baseline.length, known)
  const rate = rateOf(phase, baseline, family)
  const shownAt = (i: number) => plot(phase.data.values[i] ?? null, family)
  if (state === 'learning' || rate === null)
    return learning(
      phase.data.values.map((count) => plot(count, family)),
      baseline.length,
    )
  const exact = isExact(phase, rate, family)
  const limitsOf = phase.options.limits === 'prediction' ? predictedLimits(phase, baseline, family) : null
  const usual = usualSize(phase)
  const plotted = (i: number): Plotted => {
    const size = phase.data.values[i]?.size ?? usual
    const scale = family.plotsCounts ? size : 1
    const sigma = standardError(rate, size, family) * scale
    const [lcl, ucl] =
      limitsOf?.(size, !phase.inBaseline[i]) ??
      (exact ? exactLimits(rate, size, family) : normalLimits(rate * scale, sigma, size, family, phase.options.sigmas))
    // Limits that allow more than one value are those of a spread, also where no event was seen so far.
    const shown = sigma === 0 && limitsOf !== null && ucl > lcl ? (ucl - lcl) / 6 : sigma
    return { value: shownAt(i), center: rate * scale, sigma: shown, lcl, ucl }
  }
  // A judgement without a picture has chosen its chart by this figure already.
  const spread = phase.drawnFrom > 0 ? null : overdispersion(baseline, family.name)
  return {
    ...drawEach(phase, plotted, {
      state,
      count: known ? 0 : baseline.length,
      notes: notesOn(phase, rate, exact, family, spread),
    }),
    ...(spread === null ? {} : { figures: { overdispersion: spread } }),
  }
}

/** Counts that limits are learned from. */
export function baselineCounts(phase: CountPhase): Count[] {
  return present(phase.data.values.filter((_, i) => phase.inBaseline[i]))
}

/** The known rate (a target for np and c is per point), or all events over all trials or exposure; null without any. */
export function rateOf(phase: CountPhase, baseline: readonly Count[], family: Family): number | null {
  const { target } = phase.options
  if (target !== undefined) return target
  const size = baseline.reduce((sum, count) => sum + count.size, 0)
  const rate = baseline.reduce((sum, count) => sum + count.events, 0) / size
  if (!(size > 0)) return null
  return family.name === 'binomial' ? Math.min(1, rate) : rate
}

/** Standard deviation of count / size. */
export function standardError(rate: number, size: number, family: Family): number {
  return Math.sqrt((family.name === 'binomial' ? rate * (1 - rate) : rate) / size)
}

/** The size assumed for a missing point, which has limits but no value. */
export function usualSize(phase: CountPhase): number {
  return phase.data.values.findLast((count) => count !== null)?.size ?? 1
}

function plot(count: Count | null, family: Family): number | null {
  if (count === null) return null
  return family.plotsCounts ? count.events : count.events / count.size
}

function normalLimits(center: number, sigma: number, size: number, family: Family, sigmas = 3): [number, number] {
  const most = family.name === 'poisson' ? Number.POSITIVE_INFINITY : family.plotsCounts ? size : 1
  return [clip(center - sigmas * sigma, 0, most), clip(center + sigmas * sigma, 0, most)]
}

/** Quantiles that leave at most 0.00135 outside on either side. */
function exactLimits(rate: number, size: number, family: Family, tail = TAIL): [number, number] {
  const distribution = distributionOf(rate, size, family)
  const scale = family.plotsCounts ? 1 : size
  return [lowerQuantile(distribution, tail) / scale, upperQuantile(distribution, tail) / scale]
}

/**
 * Limits for counts to come from a rate that was itself counted: quantiles at a rate of half an event more (so that none
 * so far does not mean never), with a tail as much smaller as the rate's own error asks for. Exact for the points under
 * judgement; those drawn behind them come from the quantiles' Cornish-Fisher expansion, which is as good to the eye.
 */
function predictedLimits(
  { options: { sigmas = 3, target } }: CountPhase,
  baseline: readonly Count[],
  family: Family,
): (size: number, judged: boolean) => [number, number] {
  const total = baseline.reduce((sum, { size }) => sum + size, 0)
  const events = baseline.reduce((sum, count) => sum + count.events, 0)
  const learned = family.name === 'binomial' ? (events + 0.5) / (total + 1) : (events + 0.5) / total
  const rate = target ?? learned
  return (size, judged) => {
    const width = sigmas * Math.sqrt(target === undefined ? 1 + size / total : 1)
    const expected = size * (family.name === 'binomial' ? Math.min(rate, 1 - rate) : rate)
    return judged && expected < LARGE
      ? exactLimits(rate, size, family, tailOf(width))
      : expandedLimits(rate, size, family, width)
  }
}

/** The quantiles by two terms of their Cornish-Fisher expansion, rounded outwards to whole counts. */
function expandedLimits(rate: number, size: number, family: Family, width: number): [number, number] {
  const most = family.name === 'binomial' ? size : Number.POSITIVE_INFINITY
  const deviation = standardError(rate, size, family) * size
  const skew = family.name === 'binomial' ? 1 - 2 * rate : 1
  const middle = size * rate + (skew * (width ** 2 - 1)) / 6
  const scale = family.plotsCounts ? 1 : size
  const [low, high] = [Math.ceil(middle - width * deviation - 0.5), Math.floor(middle + width * deviation + 0.5)]
  return [clip(low, 0, most) / scale, clip(high, 0, most) / scale]
}

/** From this expected count on, the expansion is exact to a hundredth of a sigma. */
const LARGE = 10_000

function distributionOf(rate: number, size: number, family: Family): Discrete {
  return family.name === 'binomial' ? binomial(size, rate) : poisson(rate * size)
}

/**
 * Exact limits where they are asked for or, unless forbidden, where counts are small: below an expected count of about
 * nine the normal lower limit vanishes and the upper one alarms too often. Beyond a million both are the same.
 */
function isExact(phase: CountPhase, rate: number, family: Family): boolean {
  const rarer = family.name === 'binomial' ? Math.min(rate, 1 - rate) : rate
  if (phase.options.limits === 'prediction') return false
  const expected = present(phase.data.values).map(({ size }) => size * rarer)
  if (phase.options.limits === 'exact') return expected.every((events) => events < 1e6)
  return phase.options.limits === undefined && rarer > 0 && expected.some((events) => events < 9)
}

function notesOn(
  phase: CountPhase,
  rate: number,
  exact: boolean,
  family: Family,
  spread: Overdispersion | null,
): Note[] {
  const notes: Note[] = []
  if (exact && phase.options.limits === undefined) {
    const message =
      'Counts are small, so the limits are exact quantiles; ask for "limits": "3sigma" to have the others.'
    notes.push({ code: 'chart.exact_limits', message })
  }
  if (rate * usualSize(phase) < 1) {
    const message = 'Fewer than one event a point: a g or t chart would see a change sooner.'
    notes.push({ code: 'chart.rare_events', message })
  }
  if (isOverdispersed(spread)) {
    const better = family.name === 'binomial' ? 'p_prime' : 'u_prime'
    const message = `The counts vary more than chance allows: a ${better} chart fits them better.`
    notes.push({ code: 'chart.overdispersed', message })
  }
  return notes
}

const TAIL = 0.00135
