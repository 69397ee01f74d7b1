import { d2 } from '../constants.ts'
import { movingRanges } from '../moving-ranges.ts'
import { mean, standardDeviation } from '../numeric/moments.ts'
import { standardise } from '../outside.ts'
import { predictionWidth } from '../prediction-width.ts'
import { present } from '../present.ts'
import type { Count } from '../series/types.ts'
import { baselineCounts, type CountPhase, type Family, rateOf, standardError, usualSize } from './counts.ts'
import { learning } from './learning.ts'
import { clip, drawEach, maturity, type Plotted } from './shewhart.ts'
import type { Drawing } from './types.ts'

/**
 * Laney's p' and u' charts: p or u limits stretched by sigma_z, the spread of the standardised points from their moving
 * ranges, so that huge sizes do not turn ordinary variation between points into alarms.
 * Source: D.B. Laney, Quality Engineering 14 (2002).
 */
export function laney(phase: CountPhase, family: Family): Drawing {
  const baseline = baselineCounts(phase)
  const state = maturity(baseline.length, false)
  const rate = rateOf(phase, baseline, family)
  if (state === 'learning' || rate === null) return learning(phase.data.values.map(share), baseline.length)
  const predicts = phase.options.limits === 'prediction'
  const sigmaZ = predicts ? deviationOf(phase, rate, family) : sigmaOf(phase, rate, family)
  const { sigmas = 3 } = phase.options
  const width = predicts ? predictionWidth(baseline.length, sigmas) : sigmas
  const usual = usualSize(phase)
  const most = family.name === 'binomial' ? 1 : Number.POSITIVE_INFINITY
  const plotted = (i: number): Plotted => {
    const sigma = standardError(rate, phase.data.values[i]?.size ?? usual, family) * sigmaZ
    const lcl = clip(rate - width * sigma, 0, most)
    return {
      value: share(phase.data.values[i] ?? null),
      center: rate,
      sigma,
      lcl,
      ucl: clip(rate + width * sigma, 0, most),
    }
  }
  return { ...drawEach(phase, plotted, { state, count: baseline.length, notes: [] }), figures: { sigma_z: sigmaZ } }
}

function share(count: Count | null): number | null {
  return count === null ? null : count.events / count.size
}

/** sigma_z; 1 (the ordinary chart) where no two neighbours of the baseline can be compared. */
function sigmaOf(phase: CountPhase, rate: number, family: Family): number {
  const average = mean(present(movingRanges(standardised(phase, rate, family))))
  return average === null ? 1 : average / d2(2)
}

/** The standard deviation of the standardised points: what prediction limits are made of. */
function deviationOf(phase: CountPhase, rate: number, family: Family): number {
  return standardDeviation(present(standardised(phase, rate, family))) ?? 1
}

function standardised(phase: CountPhase, rate: number, family: Family): (number | null)[] {
  return phase.data.values.map((count, i) => {
    if (count === null || !phase.inBaseline[i]) return null
    const error = standardError(rate, count.size, family)
    return error > 0 ? standardise(count.events / count.size, rate, error) : 0
  })
}
