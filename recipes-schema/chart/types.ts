/** What a person is told about a chart's maturity: fewer than 8 points, 8 to 19, 20 and more. */
export type ChartState = 'learning' | 'provisional' | 'established'

/** A control chart's finding on one point. `z` is null where no finite distance in sigmas exists. */
export interface Signal {
  readonly rule: string
  readonly z: number | null
  readonly message: string
  readonly severity: 'warn' | 'fail'
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

/** Something that happened just before a point, or was decided about it. */
export interface ChartMark {
  /** Index of the point. */
  readonly at: number
  /** change: other code made the value from here on. The others are recorded decisions. */
  readonly kind: 'change' | 'accept' | 'exclude' | 'rebaseline'
  /** A few words: `#42`, or who and why. */
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
  readonly marks: readonly ChartMark[]
  readonly signal: Signal | null
}
