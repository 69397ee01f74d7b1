import type { ChartState } from '../../../../recipes-schema/chart/types.ts'
import { standardise } from '../outside.ts'
import type { Note, Options } from '../series/types.ts'
import { stateOf } from '../state.ts'
import { withoutLimits } from './learning.ts'
import type { Drawing, DrawnPoint, Phase } from './types.ts'

/** A point with its limits, before it is standardised. `working` and its centre serve where z lives on another scale. */
export interface Plotted {
  readonly value: number | null
  readonly center: number
  readonly sigma: number
  readonly lcl: number
  readonly ucl: number
  /** The value's standard error where it differs from the sigma that is reported. */
  readonly error?: number
  readonly working?: number
  readonly workingCenter?: number
}

/** Standardise every point with its own sigma and sum the phase up. */
export function draw(
  plotted: readonly Plotted[],
  phase: { state: ChartState; count: number; notes: readonly Note[] },
): Drawing {
  const points = plotted.map(drawPoint)
  const first = plotted[0]
  return { ...phase, center: first?.center ?? null, sigma: first?.sigma ?? null, points }
}

/** The same for a phase of which perhaps only the end is drawn: `of` plots one point. */
export function drawEach(
  { data, drawnFrom }: Pick<Phase, 'data' | 'drawnFrom'>,
  of: (i: number) => Plotted,
  phase: { state: ChartState; count: number; notes: readonly Note[] },
): Drawing {
  const points = new Array<DrawnPoint>(data.values.length).fill(UNDRAWN)
  for (let i = drawnFrom; i < points.length; i++) points[i] = drawPoint(of(i))
  const first = points[drawnFrom]
  return { ...phase, center: first?.center ?? null, sigma: first?.sigma ?? null, points }
}

const UNDRAWN = withoutLimits(null)

function drawPoint(plotted: Plotted): DrawnPoint {
  const { value, center, sigma, lcl, ucl } = plotted
  if (value === null) return { ...withoutLimits(null), center, sigma, lcl, ucl }
  const error = plotted.error ?? sigma
  const z = error > 0 ? standardise(plotted.working ?? value, plotted.workingCenter ?? center, error) : null
  return { value, center, sigma, lcl, ucl, z }
}

/** True when no parameter is left to be learned. */
export function isKnown(options: Options): boolean {
  return options.target !== undefined && options.sigma !== undefined
}

/** Known parameters need no history; estimated ones ripen with the baseline. */
export function maturity(count: number, known: boolean): ChartState {
  return known ? 'established' : stateOf(count)
}

/** Limits cut to the range that the statistic can have at all. */
export function clip(limit: number, low: number, high = Number.POSITIVE_INFINITY): number {
  return Math.min(high, Math.max(low, limit))
}
