/** The control charts by their names in SERIES.json. */
export type Kind =
  | 'i'
  | 'mr'
  | 'xbar'
  | 'r'
  | 's'
  | 'p'
  | 'np'
  | 'c'
  | 'u'
  | 'p_prime'
  | 'u_prime'
  | 'g'
  | 't'
  | 'ewma'
  | 'cusum'
  | 'run'

export type Rule =
  | 'beyond_3s'
  | 'two_of_three_2s'
  | 'four_of_five_1s'
  | 'run_8'
  | 'run_9'
  | 'trend_6'
  | 'alternating_14'
  | 'within_1s_15'
  | 'outside_1s_8'

export type SigmaFrom = 'mr' | 'median_mr' | 'sd' | 'range' | 's' | 'pooled_s'

/** Events among `size` trials, in `size` units of exposure, or (size 1) in one inspection unit. */
export interface Count {
  readonly events: number
  readonly size: number
}

/** Observations in time order; null where one is missing. Every number in it is finite and at most 1e140 in size. */
export type Data =
  | { readonly type: 'values'; readonly values: readonly (number | null)[] }
  | { readonly type: 'subgroups'; readonly values: readonly (readonly number[] | null)[] }
  | { readonly type: 'counts'; readonly values: readonly (Count | null)[] }

/** What SERIES.json leaves out stays undefined: each chart has its own default. */
export interface Options {
  readonly target?: number
  readonly sigma?: number
  readonly sigma_from?: SigmaFrom
  /** prediction: exact for the next value, given what a baseline of that length can know. */
  readonly limits?: '3sigma' | 'exact' | 'prediction'
  /** Half-width of the limits; 3 unless a family of measures shares one false-alarm budget. */
  readonly sigmas?: number
  /** What a value can be at all; limits are cut to it. */
  readonly natural?: Natural
  readonly lambda?: number
  readonly L?: number
  readonly k?: number
  readonly h?: number
  readonly head_start?: number
  readonly center_from?: 'mean' | 'median'
  /** either: the outer of the limits on both scales, where the data do not say which fits. */
  readonly transform?: 'none' | 'log' | 'either'
  readonly season?: number
  readonly difference?: boolean
}

export interface Natural {
  readonly min?: number
  readonly max?: number
}

/** A validated SERIES.json: the only thing that the charts accept. Arrays have one entry a point, `new` ones included. */
export interface Series {
  readonly kind: Kind
  readonly data: Data
  /** Index of the first point under judgement (`new`); the number of points when there is none. */
  readonly newFrom: number
  /** The day of the week (0: Monday) at each point; null without dates. */
  readonly weekdays: readonly number[] | null
  /** What messages call a point. */
  readonly noun: 'points' | 'runs'
  /** Points before this index are learned from but not drawn: a judgement needs no picture. */
  readonly drawnFrom: number
  readonly inBaseline: readonly boolean[]
  readonly excluded: readonly boolean[]
  /** Indices at which phases start; the first is 0. */
  readonly phases: readonly number[]
  /** Null: the chart's default rules. */
  readonly rules: readonly Rule[] | null
  readonly options: Options
  readonly notes: readonly Note[]
}

/** Something a reader of the answer should know, with a stable code. */
export interface Note {
  readonly code: string
  readonly message: string
}

/** Why a series cannot be charted, and where in it. */
export interface SeriesError {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly location: { readonly path: string }
}
