import { geometric as distribution, lowerQuantile, upperQuantile } from '../numeric/discrete.ts'
import { mean } from '../numeric/moments.ts'
import { present } from '../present.ts'
import type { Data } from '../series/types.ts'
import { learning } from './learning.ts'
import { clip, draw, maturity } from './shewhart.ts'
import type { Drawing, Phase } from './types.ts'

/** The g chart: non-events between events; mean m, m +- 3 sqrt(m (m + 1)), or exact geometric quantiles. */
export function geometric(phase: Phase<Extract<Data, { type: 'values' }>>): Drawing {
  const { values } = phase.data
  const baseline = present(values.map((value, i) => (phase.inBaseline[i] ? value : null)))
  const known = phase.options.target !== undefined
  const state = maturity(baseline.length, known)
  const center = phase.options.target ?? mean(baseline)
  if (state === 'learning' || center === null) return learning(values, baseline.length)
  const sigma = Math.sqrt(center * (center + 1))
  const exact = phase.options.limits === 'exact' && center > 0
  const [lcl, ucl] = exact ? quantiles(center) : [clip(center - 3 * sigma, 0), center + 3 * sigma]
  return draw(
    values.map((value) => ({ value, center, sigma, lcl, ucl })),
    { state, count: known ? 0 : baseline.length, notes: [] },
  )
}

function quantiles(center: number): [number, number] {
  return [lowerQuantile(distribution(center), 0.00135), upperQuantile(distribution(center), 0.00135)]
}
