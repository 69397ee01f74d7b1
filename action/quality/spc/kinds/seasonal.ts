import { autocorrelation } from '../autocorrelation.ts'
import { mean, squares } from '../numeric/moments.ts'
import { predict } from '../prediction.ts'
import { ESTABLISHED_FROM } from '../state.ts'
import { learning } from './learning.ts'
import { back, type Scale } from './scale.ts'
import { drawEach, maturity } from './shewhart.ts'
import type { Drawing, Phase } from './types.ts'

/** Full cycles that a season needs before its pattern is believed. */
const CYCLES = 3

/**
 * An individuals chart that knows a season (7: the days of the week): each position has its own centre, and
 * sigma^2 = SSE / (N - season). Position is the day of the week where dates are known and the season is a week; else the
 * index in the whole series, so that phases keep in step.
 */
export function seasonal(
  phase: Phase,
  season: number,
  working: Float64Array,
  shown: readonly (number | null)[],
  scale: Scale,
): Drawing {
  const cycles = byPosition(phase, season, working)
  const count = cycles.reduce((sum, values) => sum + values.length, 0)
  // With dates, days on which nothing ever runs need no level of their own.
  const occurring = occurringPositions(phase, season)
  if (occurring.some((position) => (cycles[position]?.length ?? 0) < CYCLES) || count <= occurring.length) {
    const message = `Learning: a season of ${season} needs ${CYCLES} full cycles of history.`
    return learning(shown, count, [{ code: 'chart.season_too_short', message }])
  }
  const centers = cycles.map((values) => mean(values) ?? 0)
  const error = cycles.reduce((sum, values, position) => sum + squares(values, centers[position] ?? 0), 0)
  const state = maturity(count, false)
  const { sigma, widthOf, dependent } = spread(phase, { error, count, levels: occurring.length }, (i) =>
    phase.inBaseline[i] ? (working[i] ?? Number.NaN) - (centers[positionOf(phase, season, i)] ?? 0) : Number.NaN,
  )
  const drawing = drawEach(
    phase,
    (i) => {
      const position = positionOf(phase, season, i)
      const center = centers[position] ?? 0
      const width = widthOf(cycles[position]?.length ?? CYCLES)
      return {
        value: shown[i] ?? null,
        center: back(scale, center),
        sigma,
        lcl: back(scale, center - width * sigma),
        ucl: back(scale, center + width * sigma),
        working: working[i] ?? Number.NaN,
        workingCenter: center,
      }
    },
    { state, count, notes: [{ code: 'chart.seasonal', message: seasonWords(phase, season) }] },
  )
  return { ...drawing, dependent }
}

interface Spread {
  readonly sigma: number
  /** Half-width of the limits around a centre that is the mean of so many values. */
  readonly widthOf: (count: number) => number
  readonly dependent: boolean
}

function spread(
  { options, judging, inBaseline }: Phase,
  { error, count, levels }: { error: number; count: number; levels: number },
  residual: (i: number) => number,
): Spread {
  const { sigmas = 3, limits, sigma: known } = options
  const df = count - levels
  const predicts =
    error > 0 && known === undefined && (limits === 'prediction' || (judging && count < ESTABLISHED_FROM))
  if (!predicts) return { sigma: known ?? Math.sqrt(error / df), widthOf: () => sigmas, dependent: false }
  const found =
    limits === 'prediction' ? autocorrelation(Float64Array.from(inBaseline, (_, i) => residual(i))) : INDEPENDENT
  const { sigma } = predict({ error, df, count }, found, sigmas)
  // Points of one position are a whole season apart, so their mean is that of independent values.
  const single = predict({ error, df, count: Number.POSITIVE_INFINITY }, found, sigmas).width
  return { sigma, widthOf: (own) => single * Math.sqrt(1 + 1 / own), dependent: found.autocorrelated }
}

const INDEPENDENT = { r1: 0, autocorrelated: false }

function seasonWords({ weekdays }: Phase, season: number): string {
  return season === WEEK && weekdays !== null
    ? 'Each day of the week has its own centre.'
    : `Each of ${season} positions has its own centre.`
}

function positionOf({ from, weekdays }: Phase, season: number, i: number): number {
  return season === WEEK && weekdays !== null ? (weekdays[i] ?? 0) : (from + i) % season
}

function occurringPositions(phase: Phase, season: number): number[] {
  if (season !== WEEK || phase.weekdays === null) return Array.from({ length: season }, (_, position) => position)
  return [...new Set(phase.weekdays)]
}

const WEEK = 7

function byPosition(phase: Phase, season: number, working: Float64Array): number[][] {
  const cycles: number[][] = Array.from({ length: season }, () => [])
  working.forEach((value, i) => {
    if (!Number.isNaN(value) && phase.inBaseline[i]) cycles[positionOf(phase, season, i)]?.push(value)
  })
  return cycles
}
