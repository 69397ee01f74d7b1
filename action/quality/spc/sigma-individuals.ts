import { d2, d4OfTwo } from './constants.ts'
import { movingRanges } from './moving-ranges.ts'
import { mean, median, standardDeviation } from './numeric/moments.ts'
import { present } from './present.ts'

/** How the spread of single values is estimated. */
export type IndividualsSigma = 'mr' | 'median_mr' | 'sd'

/**
 * Sigma of a series of single values; 0 for a constant one, null for fewer than two points.
 * Where no moving range says anything (all gaps, or ties except across gaps) the standard deviation stands in.
 */
export function sigmaOfIndividuals(values: readonly (number | null)[], from: IndividualsSigma): number | null {
  const there = present(values)
  if (isConstant(there)) return there.length < 2 ? null : 0
  const estimate = estimates[from](values)
  return estimate !== null && estimate > 0 ? estimate : standardDeviation(there)
}

/** True when all values are equal up to rounding. */
export function isConstant(values: readonly number[]): boolean {
  const low = values.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY)
  const high = values.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY)
  return high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high)) || values.length < 2
}

const estimates: Record<IndividualsSigma, (values: readonly (number | null)[]) => number | null> = {
  mr: (values) => scaled(mean(present(movingRanges(values))), d2(2)),
  median_mr: (values) => scaled(median(present(movingRanges(values))), d4OfTwo()),
  sd: (values) => standardDeviation(present(values)),
}

function scaled(range: number | null, divisor: number): number | null {
  return range === null ? null : range / divisor
}
