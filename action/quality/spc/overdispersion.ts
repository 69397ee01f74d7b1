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
  let [size, events] = [0, 0]
  for (const count of counts) {
    size += count.size
    events += count.events
  }
  const rate = events / size
  const unitVariance = family === 'binomial' ? rate * (1 - rate) : rate
  if (counts.length < 2 || !(unitVariance > 0)) return null
  let statistic = 0
  for (const count of counts) statistic += (count.events - count.size * rate) ** 2 / (count.size * unitVariance)
  const df = counts.length - 1
  return { ratio: statistic / df, statistic, p_value: chiSquareTail(statistic, df) }
}

/** The chart that fits: plain p or u, or its Laney form where the overdispersion test rejects at `alpha`. */
export function isOverdispersed(found: Overdispersion | null, alpha = 0.05): boolean {
  return found !== null && found.p_value < alpha
}
