import { d2, d3 } from '../constants.ts'
import { movingRanges } from '../moving-ranges.ts'
import { present } from '../present.ts'
import type { Data } from '../series/types.ts'
import { sigmaOfIndividuals } from '../sigma-individuals.ts'
import { estimateFor } from './estimate.ts'
import { learning } from './learning.ts'
import { clip, draw, maturity } from './shewhart.ts'
import type { Drawing, Phase } from './types.ts'

/** The moving range chart: centre d2 sigma (the mean range), upper limit D4 times that. */
export function movingRange(phase: Phase<Extract<Data, { type: 'values' }>>): Drawing {
  const { options } = phase
  const values = phase.data.values
  const baseline = values.map((value, i) => (phase.inBaseline[i] ? value : null))
  const count = present(baseline).length
  const ranges = movingRanges(values)
  const state = maturity(count, options.sigma !== undefined)
  const sigma = options.sigma ?? sigmaOfIndividuals(baseline, estimateFor(options.sigma_from ?? 'mr'))
  if (state === 'learning' || sigma === null) return learning(ranges, count)
  const center = d2(2) * sigma
  const error = d3(2) * sigma
  return draw(
    ranges.map((value) => ({ value, center, sigma, error, lcl: clip(center - 3 * error, 0), ucl: center + 3 * error })),
    { state, count: options.sigma === undefined ? count : 0, notes: [] },
  )
}
