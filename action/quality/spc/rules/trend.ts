import { directions, type Pattern, streaks } from './pattern.ts'

/** `length` points in a row, each strictly above (or each strictly below) the one before (Nelson 3 with 6). */
export function trend(length: number): Pattern {
  return (points) => streaks(directions(points), length - 1)
}
