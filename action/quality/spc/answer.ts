import type { ChartState, Signal } from '../../../recipes-schema/chart/types.ts'
import type { Overdispersion } from './overdispersion.ts'
import type { Kind, Note } from './series/types.ts'

/** A number, or one a point where they vary; null where there are no limits (yet). */
export type Varying = number | null | readonly (number | null)[]

export interface AnswerPoint {
  readonly value: number | null
  readonly center: number | null
  readonly lcl: number | null
  readonly ucl: number | null
  readonly signals: readonly string[]
  readonly excluded: boolean
}

export interface AnswerPhase {
  /** The phase's points: [from, to). */
  readonly from: number
  readonly to: number
  readonly state: ChartState
  /** Baseline points behind the limits; 0 when the parameters are known. */
  readonly count: number
  readonly center: Varying
  readonly sigma: Varying
  readonly lcl: Varying
  readonly ucl: Varying
}

/** What `galley chart SERIES.json --json` prints: indices are 0-based, and every number is finite. */
export interface ChartAnswer {
  readonly schema_version: 1
  readonly chart: Kind
  readonly state: ChartState
  readonly center: Varying
  readonly sigma: Varying
  readonly lcl: Varying
  readonly ucl: Varying
  readonly statistics: readonly (number | null)[]
  readonly signals: Readonly<Record<string, readonly number[]>>
  readonly points: readonly AnswerPoint[]
  readonly phases: readonly AnswerPhase[]
  readonly judged: readonly { readonly index: number; readonly value: number | null; readonly signal: Signal | null }[]
  readonly notes: readonly Note[]
  readonly sigma_z?: number
  readonly overdispersion?: Overdispersion
  readonly transformed?: { readonly center: number; readonly sigma: number; readonly lcl: number; readonly ucl: number }
  readonly ewma?: readonly (number | null)[]
  readonly c_plus?: readonly (number | null)[]
  readonly c_minus?: readonly (number | null)[]
  readonly n_plus?: readonly (number | null)[]
  readonly n_minus?: readonly (number | null)[]
  readonly change_estimate?: ChangeEstimate | null
  readonly longest_run?: number
  readonly longest_run_max?: number
  readonly crossings?: number
  readonly crossings_min?: number
  readonly n_useful?: number
}

/** When a CUSUM's first signalled shift began, and how large it is. */
export interface ChangeEstimate {
  readonly first_signal: number
  readonly last_zero_index: number
  readonly shift_started_after_index: number
  readonly direction: 'up' | 'down'
  readonly new_mean_estimate_sigma_units: number
  readonly new_mean_estimate: number
}
