import { type Pattern, sideOf, streaks } from './pattern.ts'

/** `length` points in a row strictly on one side of the centre (Western Electric 4 with 8, Nelson 2 with 9). */
export function run(length: number): Pattern {
  return (points) => streaks(points.map(sideOf), length)
}
