import { mean } from '../numeric/moments.ts'
import { present } from '../present.ts'
import type { Data } from '../series/types.ts'
import { sigmaOfIndividuals } from '../sigma-individuals.ts'
import { estimateFor } from './estimate.ts'
import { baselineSubgroups, grandMean, type SubgroupPhase, sigmaWithin } from './subgroups.ts'
import type { Phase } from './types.ts'

/** What EWMA and CUSUM follow: one mean a point, how many values it stands for, and the baseline's centre and sigma. */
export interface Located {
  readonly means: readonly (number | null)[]
  readonly sizes: readonly number[]
  readonly count: number
  readonly center: number | null
  readonly sigma: number | null
}

export type LocatedPhase = Phase<Extract<Data, { type: 'values' | 'subgroups' }>>

/** Single values take sigma from moving ranges, subgroups from the spread within them, unless told otherwise. */
export function locate(phase: LocatedPhase): Located {
  const { data, options } = phase
  if (data.type === 'subgroups') return locateSubgroups({ ...phase, data })
  const baseline = data.values.map((value, i) => (phase.inBaseline[i] ? value : null))
  return {
    means: data.values,
    sizes: data.values.map(() => 1),
    count: present(baseline).length,
    center: options.target ?? mean(present(baseline)),
    sigma: options.sigma ?? sigmaOfIndividuals(baseline, estimateFor(options.sigma_from ?? 'mr')),
  }
}

function locateSubgroups(phase: SubgroupPhase): Located {
  const groups = baselineSubgroups(phase)
  return {
    means: phase.data.values.map((group) => (group === null ? null : mean(group))),
    sizes: phase.data.values.map((group) => group?.length ?? 1),
    count: groups.length,
    center: phase.options.target ?? grandMean(groups),
    sigma: sigmaWithin(phase),
  }
}
