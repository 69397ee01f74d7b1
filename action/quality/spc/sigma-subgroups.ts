import { c4, d2 } from './constants.ts'
import { mean, squares, standardDeviation } from './numeric/moments.ts'

/** How the spread within subgroups is estimated. */
export type SubgroupSigma = 'range' | 's' | 'pooled_s'

/**
 * Sigma within subgroups of possibly different sizes: the unweighted mean of R/d2(n), of s/c4(n), or the root of the
 * pooled variance. Subgroups of one say nothing; null when there are no others.
 */
export function sigmaOfSubgroups(subgroups: readonly (readonly number[])[], from: SubgroupSigma): number | null {
  const telling = subgroups.filter((values) => values.length > 1)
  if (telling.length === 0) return null
  switch (from) {
    case 'range':
      return mean(telling.map((values) => rangeOf(values) / d2(values.length)))
    case 's':
      return mean(telling.map((values) => (standardDeviation(values) ?? 0) / c4(values.length)))
    case 'pooled_s': {
      const error = telling.reduce((sum, values) => sum + squares(values, mean(values) ?? 0), 0)
      return Math.sqrt(error / telling.reduce((sum, values) => sum + values.length - 1, 0))
    }
  }
}

/** Largest minus smallest value of a subgroup. */
export function rangeOf(values: readonly number[]): number {
  const low = values.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY)
  const high = values.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY)
  return high - low
}
