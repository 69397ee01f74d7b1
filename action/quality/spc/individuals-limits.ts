import type { ChartState } from '../../../recipes-schema/chart/types.ts'
import { autocorrelation } from './autocorrelation.ts'
import { mean, median, standardDeviation } from './numeric/moments.ts'
import { predict } from './prediction.ts'
import { predictionWidth } from './prediction-width.ts'
import { column, present } from './present.ts'
import { type IndividualsSigma, isConstant, sigmaOfIndividuals } from './sigma-individuals.ts'
import { stateOf } from './state.ts'

export interface IndividualsOptions {
  /** Known parameters, instead of estimates; with both, no history is needed. */
  target?: number
  sigma?: number
  centerFrom?: 'mean' | 'median'
  sigmaFrom?: IndividualsSigma
  /** Half-width of the limits in sigmas; 3 unless a family of measures widens it. */
  sigmas?: number
  /** True when points outside the baseline are to be judged; false for a look back at the baseline itself. */
  judging: boolean
}

export interface IndividualsLimits {
  center: number
  sigma: number
  lcl: number
  ucl: number
  /** Which road gave the limits: `constant` for zero variance, `wide` for an autocorrelated baseline. */
  basis: 'three_sigma' | 'prediction' | 'wide' | 'constant'
}

/**
 * Limits of an individuals chart from its baseline; null while there are too few points to learn from.
 * A short baseline under judgement gets exact prediction limits, an autocorrelated one the standard deviation (moving
 * ranges would understate it) unless the caller chose an estimate.
 */
export function individualsLimits(
  baseline: readonly (number | null)[],
  options: IndividualsOptions,
): IndividualsLimits | null {
  const sigmas = options.sigmas ?? 3
  const values = present(baseline)
  const center = options.target ?? (options.centerFrom === 'median' ? median(values) : mean(values))
  if (center !== null && options.target !== undefined && options.sigma !== undefined) {
    return around(center, options.sigma, sigmas, 'three_sigma')
  }
  const state = stateOf(values.length)
  const deviation = standardDeviation(values)
  if (state === 'learning' || center === null || deviation === null) return null
  if (options.sigma !== undefined) return around(center, options.sigma, sigmas, 'three_sigma')
  if (isConstant(values)) return constant(options.target ?? values[0] ?? center)
  switch (basisOf(baseline, state, options)) {
    case 'prediction':
      return around(center, deviation, predictionWidth(values.length, sigmas), 'prediction')
    case 'wide':
      return around(center, deviation, sigmas, 'wide')
    default:
      return around(center, sigmaOfIndividuals(baseline, options.sigmaFrom ?? 'mr') ?? deviation, sigmas, 'three_sigma')
  }
}

/**
 * Limits that are exact for the next value, in few passes: an order may judge thousands of series. NaN is a missing
 * value; null while there are too few.
 */
export function predictedLimits(baseline: Float64Array, sigmas: number): IndividualsLimits | null {
  let [count, low, high] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of baseline) {
    if (Number.isNaN(value)) continue
    count++
    if (value < low) low = value
    if (value > high) high = value
  }
  if (stateOf(count) === 'learning') return null
  if (high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high))) return constant(low)
  const dependence = autocorrelation(baseline)
  const learned = { error: dependence.squares, df: count - 1, count }
  const { sigma, width } = predict(learned, dependence, sigmas)
  return around(dependence.center, sigma, width, dependence.autocorrelated ? 'wide' : 'prediction')
}

function basisOf(
  baseline: readonly (number | null)[],
  state: ChartState,
  options: IndividualsOptions,
): IndividualsLimits['basis'] {
  if (state === 'provisional' && options.judging) return 'prediction'
  const estimateChosen = options.sigmaFrom !== undefined
  return state === 'established' && !estimateChosen && autocorrelation(column(baseline)).autocorrelated
    ? 'wide'
    : 'three_sigma'
}

function around(center: number, sigma: number, width: number, basis: IndividualsLimits['basis']): IndividualsLimits {
  return { center, sigma, lcl: center - width * sigma, ucl: center + width * sigma, basis }
}

function constant(value: number): IndividualsLimits {
  return { center: value, sigma: 0, lcl: value, ucl: value, basis: 'constant' }
}
