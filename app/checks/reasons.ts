import type { VerdictReason } from '../../recipes-schema/report/types.ts'

/** Reasons that say more than that all is well. */
export function worthTelling(reasons: readonly VerdictReason[]): VerdictReason[] {
  return reasons.filter(({ code }) => code !== 'all_passed' && code !== 'nothing_to_run')
}

/** Reasons that speak against a change, whether or not they stop it; the others are there to be known. */
export function against(reasons: readonly VerdictReason[]): VerdictReason[] {
  return worthTelling(reasons).filter(({ code }) => code !== 'signal_accepted' && code !== 'not_comparable')
}
