import { isBeyond, type Pattern, sideOf, windows } from './pattern.ts'

/**
 * The current point and at least `needed` of the last `size` lie beyond `sigmas` on one side (Western Electric 2 and 3,
 * Nelson 5 and 6). Points beyond three sigma count too, and a shorter start of the series may already complete it.
 */
export function zone(needed: number, size: number, sigmas: number): Pattern {
  return (points) =>
    windows(points, size, (window) => {
      const current = window.at(-1)
      if (current === undefined || !isBeyond(current, sigmas)) return false
      return window.filter((p) => isBeyond(p, sigmas) && sideOf(p) === sideOf(current)).length >= needed
    })
}
