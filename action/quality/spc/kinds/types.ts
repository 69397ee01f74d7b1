import type { ChartState } from '../../../../recipes-schema/chart/types.ts'
import type { ChartAnswer } from '../answer.ts'
import type { Data, Note, Options } from '../series/types.ts'

/** One phase of a series as a chart sees it. Arrays have one entry a point of the phase. */
export interface Phase<D extends Data = Data> {
  readonly data: D
  /** Index of the phase's first point in the whole series. */
  readonly from: number
  /** Points that limits may be learned from. */
  readonly inBaseline: readonly boolean[]
  /** The day of the week at each point (0: Monday); null where only the order of the points is known. */
  readonly weekdays: readonly number[] | null
  readonly excluded: readonly boolean[]
  /** Points before this one need no limits of their own: nobody will look at them. */
  readonly drawnFrom: number
  /** True when some point stands outside the baseline and is to be judged. */
  readonly judging: boolean
  readonly options: Options
}

/** One plotted point. Without limits (`learning`, or a missing point) all but the value are null. */
export interface DrawnPoint {
  readonly value: number | null
  readonly center: number | null
  readonly sigma: number | null
  readonly lcl: number | null
  readonly ucl: number | null
  /** Distance from the centre in the point's own sigmas; null also when nothing varies. */
  readonly z: number | null
}

/** A phase with its limits: what every chart makes. */
export interface Drawing {
  readonly state: ChartState
  /** How many baseline points the limits come from; 0 when all parameters are known. */
  readonly count: number
  readonly center: number | null
  readonly sigma: number | null
  readonly points: readonly DrawnPoint[]
  readonly notes: readonly Note[]
  /** True where neighbouring points resemble each other, so that run rules would only report that. */
  readonly dependent?: boolean
  /** Signals that the chart finds itself, as indices within the phase. */
  readonly signals?: Readonly<Record<string, readonly number[]>>
  /** Series of further statistics, one entry a point. */
  readonly tracks?: Readonly<Partial<Record<TrackName, readonly (number | null)[]>>>
  /** Further figures about the phase as a whole. */
  readonly figures?: Figures
}

export type TrackName = 'ewma' | 'c_plus' | 'c_minus' | 'n_plus' | 'n_minus'

export type Figures = Readonly<
  Partial<
    Pick<
      ChartAnswer,
      | 'sigma_z'
      | 'overdispersion'
      | 'transformed'
      | 'change_estimate'
      | 'longest_run'
      | 'longest_run_max'
      | 'crossings'
      | 'crossings_min'
      | 'n_useful'
    >
  >
>
