import { overdispersion } from '../overdispersion.ts'
import type { Count } from '../series/types.ts'

/**
 * Do counts vary as much as a binomial or a Poisson says? Pearson's chi-square at 5 % to either side: a table that holds
 * the same 3,376 rows every day is no Poisson count either. `fits` also where nothing can be said.
 */
export function dispersionOf(counts: readonly Count[], family: 'binomial' | 'poisson'): 'fits' | 'over' | 'under' {
  const found = overdispersion(counts, family)
  if (found === null) return 'fits'
  if (found.p_value < ALPHA) return 'over'
  return found.p_value > 1 - ALPHA ? 'under' : 'fits'
}

const ALPHA = 0.05
