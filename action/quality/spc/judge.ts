import type { ChartState, Judgement } from '../../../recipes-schema/chart/types.ts'
import { type IndividualsLimits, individualsLimits } from './individuals-limits.ts'
import { beyondMessage, constantMessage } from './messages.ts'
import { outside, standardise } from './outside.ts'
import { present } from './present.ts'
import { stateOf } from './state.ts'

export interface JudgeInput {
  /** Production's values, oldest first; null where a run has none. The value under judgement is not among them. */
  history: readonly (number | null)[]
  value: number
  /** Indices of history that are kept out of the limits. */
  excluded?: readonly number[]
  /** Index of history at which the current phase begins. */
  phaseStart?: number
  /** Half-width of the limits in sigmas (see familyAdjusted); 3 by default. */
  sigmas?: number
  /** What the measure can be at all (a count: at least 0; a rate: 0 to 1); limits are cut to it. */
  natural?: { readonly min?: number; readonly max?: number }
}

/**
 * Judge one measure of one run against its history, on an individuals chart with limits that never contain the point.
 * A history entry that is not finite counts as missing. Throws RangeError when `value` is not finite: whoever reads
 * measures refuses those first.
 */
export function judge(input: JudgeInput): Judgement {
  if (!isUsable(input.value)) throw new RangeError(`a measure must be a finite number, not ${input.value}`)
  const baseline = baselineOf(input)
  const count = present(baseline).length
  const state = stateOf(count)
  const found = individualsLimits(baseline, { judging: true, sigmas: input.sigmas ?? 3 })
  if (found === null) return { state, center: null, sigma: null, lcl: null, ucl: null, signal: null }
  const limits = clipped(found, input.natural)
  const { center, sigma, lcl, ucl } = limits
  return { state, center, sigma, lcl, ucl, signal: signalOf(input.value, limits, count, state) }
}

function clipped(limits: IndividualsLimits, natural: JudgeInput['natural'] = {}): IndividualsLimits {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = natural
  return { ...limits, lcl: Math.max(min, limits.lcl), ucl: Math.min(max, limits.ucl) }
}

/** The largest size of a value whose squares can still be added up. */
const LARGEST = 1e140

function isUsable(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) <= LARGEST
}

function baselineOf(input: JudgeInput): (number | null)[] {
  const excluded = new Set(input.excluded)
  const start = input.phaseStart ?? 0
  return input.history.flatMap((value, i) => {
    if (i < start) return []
    return value !== null && isUsable(value) && !excluded.has(i) ? [value] : [null]
  })
}

function signalOf(value: number, limits: IndividualsLimits, count: number, state: ChartState): Judgement['signal'] {
  const { center, sigma, lcl, ucl } = limits
  const side = outside(value, lcl, ucl)
  if (side === null) return null
  const severity = state === 'established' ? 'fail' : 'warn'
  const facts = { value, center, sigma, count, noun: 'runs' } as const
  if (limits.basis === 'constant') {
    return { rule: 'constant_changed', z: null, message: constantMessage(facts), severity }
  }
  const message = beyondMessage(facts, side, side === 'below' ? lcl : ucl)
  return { rule: 'beyond_3s', z: standardise(value, center, sigma), message, severity }
}
