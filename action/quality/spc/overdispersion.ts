import { chiSquareTail } from './numeric/chi-square.ts'
import type { Count } from './series/types.ts'

export interface Overdispersion {
  /** Observed over theoretical variance: 1 where a plain chart fits. */
  ratio: number
  /** Pearson's chi-square with (points - 1) degrees of freedom. */
  statistic: number
  p_value: number
}

/**
 * Do counts vary more than a binomial (`trials`) or a Poisson (`exposure`) allows? Pearson's chi-square; for equal
 * sizes it is (m - 1) s^2 / theoretical variance. Null for fewer than two points or when nothing can vary.
 */
export function overdispersion(counts: readonly Count[], family: 'binomial' | 'poisson'): Overdispersion | null {
  const size = counts.reduce((sum, count) => sum + count.size, 0)
  const rate = counts.reduce((sum, count) => sum + count.events, 0) / size
  const unitVariance = family === 'binomial' ? rate * (1 - rate) : rate
  if (counts.length < 2 || !(unitVariance > 0)) return null
  const statistic = counts.reduce(
    (sum, { events, size }) => sum + (events - size * rate) ** 2 / (size * unitVariance),
    0,
  )
  const df = counts.length - 1
  return { ratio: statistic / df, statistic, p_value: chiSquareTail(statistic, df) }
}

/** The chart that fits: plain p or u, or its Laney form where the overdispersion test rejects at `alpha`. */
export function isOverdispersed(found: Overdispersion | null, alpha = 0.05): boolean {
  return found !== null && found.p_value < alpha
}
