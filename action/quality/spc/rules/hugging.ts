import { isBeyond, type Pattern, streaks } from './pattern.ts'

/** `length` points in a row within one sigma of the centre, the edge included (Nelson 7 with 15). */
export function hugging(length: number): Pattern {
  return (points) =>
    streaks(
      points.map((point) => (isBeyond(point, 1) ? 0 : 1)),
      length,
    )
}
