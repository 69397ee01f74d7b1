import { normalQuantile } from './numeric/normal.ts'

/**
 * The sigma multiplier at which `count` measures judged in one run raise a false alarm in at most `alpha` of clean
 * runs, however the measures depend on each other (Bonferroni). Never below 3: one measure keeps the usual limits.
 */
export function familyAdjusted(count: number, alpha = 0.05): number {
  return Math.max(3, normalQuantile(alpha / (2 * Math.max(1, count))))
}
