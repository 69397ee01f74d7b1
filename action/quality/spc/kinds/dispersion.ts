import { c4, d2, d3 } from '../constants.ts'
import { standardDeviation } from '../numeric/moments.ts'
import { rangeOf } from '../sigma-subgroups.ts'
import { learning } from './learning.ts'
import { clip, draw, maturity, type Plotted } from './shewhart.ts'
import { type SubgroupPhase, sigmaWithin } from './subgroups.ts'
import type { Drawing } from './types.ts'

/** The R chart: ranges of subgroups, +- 3 d3(n) sigma. */
export function ranges(phase: SubgroupPhase): Drawing {
  return dispersion(phase, { statistic: rangeOf, mean: d2, deviation: d3, estimate: 'range' })
}

/** The S chart: standard deviations of subgroups, +- 3 sqrt(1 - c4(n)^2) sigma. */
export function deviations(phase: SubgroupPhase): Drawing {
  return dispersion(phase, {
    statistic: (values) => standardDeviation(values) ?? 0,
    mean: c4,
    deviation: (n) => Math.sqrt(1 - c4(n) ** 2),
    estimate: 's',
  })
}

interface Statistic {
  statistic: (values: readonly number[]) => number
  /** Mean and deviation of the statistic over n standard normal values. */
  mean: (n: number) => number
  deviation: (n: number) => number
  estimate: 'range' | 's'
}

function dispersion(phase: SubgroupPhase, of: Statistic): Drawing {
  // A subgroup of one has no spread: it is a missing point of this chart.
  const groups = phase.data.values.map((group) => (group !== null && group.length > 1 ? group : null))
  const values = groups.map((group) => (group === null ? null : of.statistic(group)))
  const baseline = groups.flatMap((group, i) => (group !== null && phase.inBaseline[i] ? [group] : []))
  const known = phase.options.sigma !== undefined
  const state = maturity(baseline.length, known)
  const sigma = sigmaWithin(phase, of.estimate)
  if (state === 'learning' || sigma === null) return learning(values, baseline.length)
  const average = known ? null : weightedMean(baseline, of.statistic)
  const usual = baseline[0]?.length ?? 2
  const plotted = groups.map((group, i): Plotted => {
    const n = group?.length ?? usual
    const center = average ?? of.mean(n) * sigma
    const error = of.deviation(n) * sigma
    return { value: values[i] ?? null, center, sigma, error, lcl: clip(center - 3 * error, 0), ucl: center + 3 * error }
  })
  return draw(plotted, { state, count: known ? 0 : baseline.length, notes: [] })
}

/** The centre line: the statistics' mean, weighted by the subgroups' sizes. */
function weightedMean(groups: readonly (readonly number[])[], statistic: Statistic['statistic']): number | null {
  const size = groups.reduce((sum, group) => sum + group.length, 0)
  return size === 0 ? null : groups.reduce((sum, group) => sum + group.length * statistic(group), 0) / size
}
