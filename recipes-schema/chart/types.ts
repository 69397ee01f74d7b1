/** What a person is told about a chart's maturity: fewer than 8 points, 8 to 19, 20 and more. */
export type ChartState = 'learning' | 'provisional' | 'established'

/** A control chart's finding on one point. `z` is null where no finite distance in sigmas exists. */
export interface Signal {
  rule: string
  z: number | null
  message: string
  severity: 'warn' | 'fail'
}

/** A control chart's opinion of one new value; the limits are null while it is learning. */
export interface Judgement {
  state: ChartState
  center: number | null
  sigma: number | null
  lcl: number | null
  ucl: number | null
  signal: (Signal & { rule: 'beyond_3s' | 'constant_changed' }) | null
}

/** One point of a drawn chart; limits are its own, because they may differ from phase to phase. */
export interface ControlPoint {
  label: string
  value: number | null
  center: number | null
  lcl: number | null
  ucl: number | null
  excluded: boolean
  /** True for the point that the run or the pull request is judged by. */
  judged: boolean
  /** Rules that fired at this point. */
  signals: string[]
}

/** A stretch of points that share limits: [from, to), as indices of points. */
export interface ControlPhase {
  from: number
  to: number
  label: string
}

/** A measure's control chart as data: what a report carries and what a picture is drawn from. */
export interface ControlChart {
  /** `recipe.node.measure` */
  subject: string
  /** The chart's story in one sentence. */
  title: string
  state: ChartState
  center: number | null
  lcl: number | null
  ucl: number | null
  points: ControlPoint[]
  phases: ControlPhase[]
  signal: Signal | null
}
