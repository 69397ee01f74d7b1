import { overdispersion } from '../overdispersion.ts'
import type { Count } from '../series/types.ts'

/**
 * Do counts vary as much as a binomial or a Poisson says? By Pearson's chi-square; `fits` also where nothing can be said.
 * A table that holds the same 3,376 rows every day is no Poisson count either, but by chance one in twenty series varies
 * too little, and limits from that little would cry wolf: `under` needs better evidence than `over`.
 */
export function dispersionOf(counts: readonly Count[], family: 'binomial' | 'poisson'): 'fits' | 'over' | 'under' {
  const found = overdispersion(counts, family)
  if (found === null) return 'fits'
  const events = counts.reduce((sum, count) => sum + count.events, 0)
  // The statistic is a chi-square only where counts are not small.
  if (found.p_value < (events < FEW * counts.length ? 0.005 : 0.05)) return 'over'
  return found.p_value > 0.999 ? 'under' : 'fits'
}

/** Events a point below which the normal theory behind the test, and behind the wider charts, does not hold. */
const FEW = 9
