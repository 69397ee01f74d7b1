import { isBeyond, type Pattern, sideOf, windows } from './pattern.ts'

/** `length` points in a row beyond one sigma, on both sides of the centre (Nelson 8 with 8). */
export function mixture(length: number): Pattern {
  return (points) =>
    windows(
      points,
      length,
      (window) =>
        window.length === length &&
        window.every((point) => isBeyond(point, 1)) &&
        new Set(window.map(sideOf)).size === 2,
    )
}
