/** What a person is told about a chart's maturity: fewer than 8 points, 8 to 19, 20 and more. */
export type ChartState = 'learning' | 'provisional' | 'established'

/** A control chart's finding on one point. `z` is null where no finite distance in sigmas exists. */
export interface Signal {
  readonly rule: string
  readonly z: number | null
  readonly message: string
  readonly severity: 'warn' | 'fail'
}

/** A control chart's opinion of one new value; the limits are null while it is learning. */
export interface Judgement {
  readonly state: ChartState
  readonly center: number | null
  readonly sigma: number | null
  readonly lcl: number | null
  readonly ucl: number | null
  readonly signal: (Signal & { rule: 'beyond_3s' | 'constant_changed' }) | null
}

/** One point of a drawn chart; limits are its own, because they may differ from phase to phase. */
export interface ControlPoint {
  readonly label: string
  readonly value: number | null
  readonly center: number | null
  readonly lcl: number | null
  readonly ucl: number | null
  readonly excluded: boolean
  /** True for the point that the run or the pull request is judged by. */
  readonly judged: boolean
  /** Rules that fired at this point. */
  readonly signals: readonly string[]
}

/** A stretch of points that share limits: [from, to), as indices of points. */
export interface ControlPhase {
  readonly from: number
  readonly to: number
  readonly label: string
}

/** A measure's control chart as data: what a report carries and what a picture is drawn from. */
export interface ControlChart {
  /** `recipe.node.measure` */
  readonly subject: string
  /** The chart's story in one sentence. */
  readonly title: string
  readonly state: ChartState
  readonly center: number | null
  readonly lcl: number | null
  readonly ucl: number | null
  readonly points: readonly ControlPoint[]
  readonly phases: readonly ControlPhase[]
  readonly signal: Signal | null
}
