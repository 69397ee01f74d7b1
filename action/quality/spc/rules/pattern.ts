/** A point as the pattern rules see it: its raw value and its distance from the centre in its own sigmas. */
export interface PatternPoint {
  readonly value: number
  readonly z: number
}

/** A rule: every position at which its pattern is complete. Missing and excluded points have been left out before. */
export type Pattern = (points: readonly PatternPoint[]) => number[]

/** Every position at which `complete` holds for the window of points that ends there (`size` long, shorter at first). */
export function windows<T>(points: readonly T[], size: number, complete: (window: readonly T[]) => boolean): number[] {
  return points.flatMap((_, end) => (complete(points.slice(Math.max(0, end + 1 - size), end + 1)) ? [end] : []))
}

/** Every position at which a streak has lasted for at least `length` steps; `step` is 0 where it breaks. */
export function streaks(steps: readonly number[], length: number): number[] {
  let lasted = 0
  let previous = 0
  return steps.flatMap((step, i) => {
    lasted = step === 0 ? 0 : step === previous ? lasted + 1 : 1
    previous = step
    return lasted >= length ? [i] : []
  })
}

/** Side of the centre: 1, -1, or 0 for a tie. */
export function sideOf(point: PatternPoint): number {
  return Math.abs(point.z) <= SLACK ? 0 : Math.sign(point.z)
}

/** True when the point lies strictly more than `sigmas` from the centre; equal up to rounding is not beyond. */
export function isBeyond(point: PatternPoint, sigmas: number): boolean {
  return Math.abs(point.z) > sigmas + SLACK
}

/** Direction of each step between raw values: 1, -1, or 0 for a tie; the first point has none. */
export function directions(points: readonly PatternPoint[]): number[] {
  return points.map((point, i) => {
    const before = points[i - 1]
    if (before === undefined) return 0
    const rounding = 1e-12 * Math.max(Math.abs(point.value), Math.abs(before.value))
    return Math.abs(point.value - before.value) <= rounding ? 0 : Math.sign(point.value - before.value)
  })
}

const SLACK = 1e-9
