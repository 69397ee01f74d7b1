import { mean } from '../numeric/moments.ts'
import { learning } from './learning.ts'
import { draw, isKnown, maturity, type Plotted } from './shewhart.ts'
import { baselineSubgroups, grandMean, type SubgroupPhase, sigmaWithin } from './subgroups.ts'
import type { Drawing } from './types.ts'

/** The chart of subgroup means: grand mean +- 3 sigma / sqrt(n), each subgroup with its own n. */
export function xbar(phase: SubgroupPhase): Drawing {
  const groups = baselineSubgroups(phase)
  const known = isKnown(phase.options)
  const state = maturity(groups.length, known)
  const center = phase.options.target ?? grandMean(groups)
  const sigma = sigmaWithin(phase)
  const means = phase.data.values.map((group) => (group === null ? null : mean(group)))
  if (state === 'learning') return learning(means, groups.length)
  if (center === null || sigma === null) {
    const message = 'No subgroup has two values or more, so there is no spread within subgroups to learn.'
    return learning(means, groups.length, [{ code: 'chart.no_spread', message }])
  }
  const plotted = phase.data.values.map((group, i): Plotted => {
    const error = sigma / Math.sqrt(group?.length ?? largest(groups))
    return { value: means[i] ?? null, center, sigma, error, lcl: center - 3 * error, ucl: center + 3 * error }
  })
  return draw(plotted, { state, count: known ? 0 : groups.length, notes: [] })
}

/** The size assumed for a missing subgroup, which has limits but no point. */
function largest(groups: readonly (readonly number[])[]): number {
  return groups.reduce((most, group) => Math.max(most, group.length), 1)
}
