import { mean } from '../numeric/moments.ts'
import { present } from '../present.ts'
import type { Data, SigmaFrom } from '../series/types.ts'
import { type SubgroupSigma, sigmaOfSubgroups } from '../sigma-subgroups.ts'
import type { Phase } from './types.ts'

export type SubgroupPhase = Phase<Extract<Data, { type: 'subgroups' }>>

/** The subgroups that limits are learned from. */
export function baselineSubgroups(phase: SubgroupPhase): (readonly number[])[] {
  return present(phase.data.values.map((group, i) => (phase.inBaseline[i] ? group : null)))
}

/** The baseline's grand mean, each measurement counting once. */
export function grandMean(groups: readonly (readonly number[])[]): number | null {
  return mean(groups.flat())
}

/** Sigma within the baseline's subgroups: known, as asked for, or by ranges up to ten a group and by s above. */
export function sigmaWithin(phase: SubgroupPhase, fallback?: SubgroupSigma): number | null {
  if (phase.options.sigma !== undefined) return phase.options.sigma
  const groups = baselineSubgroups(phase)
  const usual = groups.every((group) => group.length <= 10) ? 'range' : 's'
  return sigmaOfSubgroups(groups, chosen(phase.options.sigma_from) ?? fallback ?? usual)
}

function chosen(from: SigmaFrom | undefined): SubgroupSigma | undefined {
  return from === 'range' || from === 's' || from === 'pooled_s' ? from : undefined
}
