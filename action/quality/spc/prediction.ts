import type { Autocorrelation } from './autocorrelation.ts'
import { studentWidth } from './prediction-width.ts'

export interface Prediction {
  /** The spread of single values, corrected for neighbours that resemble each other. */
  readonly sigma: number
  /** Half-width of the limits for the next value, in those sigmas. */
  readonly width: number
}

export interface Learned {
  /** Sum of squared residuals over `df` degrees of freedom. */
  readonly error: number
  readonly df: number
  /** How many values the centre is the mean of. */
  readonly count: number
}

/**
 * Limits for one value to come: t with the baseline's degrees of freedom, widened by what the centre's own error adds.
 * Autocorrelated values (r at lag one) say less than as many independent ones: their mean varies by (1 + r) / (1 - r)
 * times as much, their variance has about (1 - r^2) / (1 + r^2) of the degrees of freedom and is estimated too small.
 * Source: G.E.P. Box et al., Time Series Analysis, section on the variance of a mean; Bartlett's effective sample size.
 */
export function predict(
  { error, df, count }: Learned,
  dependence: Pick<Autocorrelation, 'r1' | 'autocorrelated'>,
  sigmas: number,
): Prediction {
  const r = dependence.autocorrelated ? Math.min(MOST, dependence.r1) : 0
  const inflation = Math.min((1 + r) / (1 - r), (df + 1) / 2)
  const sigma = Math.sqrt(error / (df + 1 - inflation))
  const width = studentWidth((df * (1 - r * r)) / (1 + r * r), sigmas) * Math.sqrt(1 + inflation / count)
  return { sigma, width }
}

/** Past this a series is a walk, and no level can be told. */
const MOST = 0.95
