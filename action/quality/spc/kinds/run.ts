import { binomial, lowerQuantile } from '../numeric/discrete.ts'
import { mean, median } from '../numeric/moments.ts'
import { tolerance } from '../outside.ts'
import { present } from '../present.ts'
import type { Data } from '../series/types.ts'
import { maturity } from './shewhart.ts'
import type { Drawing, DrawnPoint, Phase } from './types.ts'

/**
 * The run chart with Anhoej's rules: too long a run on one side of the median, or too few crossings of it, says that
 * the level has moved. Points on the centre are not useful. Source: Anhoej and Olesen, PLoS ONE 9 (2014) e113825.
 */
export function runChart(phase: Phase<Extract<Data, { type: 'values' }>>): Drawing {
  const { values } = phase.data
  const baseline = present(values.map((value, i) => (phase.inBaseline[i] ? value : null)))
  const known = phase.options.target !== undefined
  const average = phase.options.center_from === 'mean' ? mean : median
  const center = phase.options.target ?? average(baseline)
  const sides = usefulSides(values, phase.excluded, center)
  const limits = runLimits(sides.length)
  const runs = runLengths(sides.map(({ side }) => side))
  const longest = runs.reduce((most, length) => Math.max(most, length), 0)
  const crossings = runs.filter((length, i) => i > 0 && length === 1).length
  const state = maturity(baseline.length, known)
  const judges = state !== 'learning' && sides.length >= LEAST_USEFUL
  const last = sides.at(-1)?.index
  return {
    state,
    count: known ? 0 : baseline.length,
    center,
    sigma: null,
    points: values.map((value): DrawnPoint => ({ value, center, sigma: null, lcl: null, ucl: null, z: null })),
    notes: judges
      ? []
      : [{ code: 'chart.learning', message: `Learning: run rules need ${LEAST_USEFUL} points off the centre.` }],
    signals: {
      long_run: judges ? sides.flatMap(({ index }, i) => ((runs[i] ?? 0) > limits.longest_run_max ? [index] : [])) : [],
      few_crossings: judges && crossings < limits.crossings_min && last !== undefined ? [last] : [],
    },
    figures: { n_useful: sides.length, longest_run: longest, crossings, ...limits },
  }
}

/** Critical values for n useful points: log2(n) + 3 rounded, and the 5 % point of binomial(n - 1, 1/2). */
export function runLimits(useful: number): { longest_run_max: number; crossings_min: number } {
  if (useful < 1) return { longest_run_max: 0, crossings_min: 0 }
  return {
    longest_run_max: Math.round(Math.log2(useful)) + 3,
    crossings_min: useful > 1 ? lowerQuantile(binomial(useful - 1, 0.5), 0.05) : 0,
  }
}

function usefulSides(
  values: readonly (number | null)[],
  excluded: readonly boolean[],
  center: number | null,
): { index: number; side: number }[] {
  if (center === null) return []
  return values.flatMap((value, index) => {
    if (value === null || excluded[index]) return []
    const off = Math.abs(value - center) > tolerance(value, 0)
    return off ? [{ index, side: Math.sign(value - center) }] : []
  })
}

/** At each useful point, how long the run on its side has lasted. */
function runLengths(sides: readonly number[]): number[] {
  let length = 0
  return sides.map((side, i) => {
    length = side === sides[i - 1] ? length + 1 : 1
    return length
  })
}

const LEAST_USEFUL = 10
