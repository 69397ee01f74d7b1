import { directions, type Pattern, streaks } from './pattern.ts'

/** `length` points in a row that go up and down in turn; a tie breaks the pattern (Nelson 4 with 14). */
export function alternating(length: number): Pattern {
  // Flipping every second direction turns an alternation into a streak.
  return (points) =>
    streaks(
      directions(points).map((direction, i) => (i % 2 === 0 ? direction : -direction)),
      length - 1,
    )
}
