import { chiSquareTail } from '../numeric/chi-square.ts'
import { type Overdispersion, overdispersion } from '../overdispersion.ts'
import type { Count } from '../series/types.ts'

/**
 * Do counts vary as much as a binomial or a Poisson says? By Pearson's chi-square; `fits` also where nothing can be said.
 * A table that holds the same 3,376 rows every day is no Poisson count either, but by chance one in twenty series varies
 * too little, and limits from that little would cry wolf: `under` needs better evidence than `over`.
 */
export function dispersionOf(counts: readonly Count[], family: 'binomial' | 'poisson'): Dispersion {
  const events = counts.reduce((sum, count) => sum + count.events, 0)
  return dispersion(overdispersion(counts, family), events, counts.length)
}

/** The same for events of points of one size, as a column in which NaN is a missing value. */
export function dispersionOfEvents(events: Float64Array, count: number, sum: number): Dispersion {
  const mean = sum / count
  if (count < 2 || !(mean > 0)) return 'fits'
  let statistic = 0
  for (let i = 0; i < events.length; i++) {
    const distance = (events[i] ?? Number.NaN) - mean
    if (!Number.isNaN(distance)) statistic += distance * distance
  }
  statistic /= mean
  const df = count - 1
  return dispersion({ ratio: statistic / df, statistic, p_value: chiSquareTail(statistic, df) }, sum, count)
}

type Dispersion = 'fits' | 'over' | 'under'

function dispersion(found: Overdispersion | null, events: number, count: number): Dispersion {
  if (found === null) return 'fits'
  // The statistic is a chi-square only where counts are not small.
  if (found.p_value < (events < FEW * count ? 0.005 : 0.05)) return 'over'
  return found.p_value > 0.999 ? 'under' : 'fits'
}

/** Events a point below which the normal theory behind the test, and behind the wider charts, does not hold. */
const FEW = 9
