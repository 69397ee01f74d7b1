import { normalTail } from './numeric/normal.ts'
import { studentQuantile } from './numeric/student.ts'

/**
 * k in mean +- k s: the exact limits for the next value after m >= 2 independent normal ones, t(1 - tail, m - 1)
 * sqrt(1 + 1/m), with the false-alarm rate that `sigmas` has on a known normal.
 */
export function predictionWidth(m: number, sigmas: number): number {
  return studentQuantile(tailOf(sigmas), m - 1) * Math.sqrt(1 + 1 / m)
}

/** The same for a centre that is the mean of `m` values while sigma has `df` degrees of freedom; three sigma. */
export function seasonalWidth(df: number, m: number): number {
  return studentQuantile(tailOf(3), df) * Math.sqrt(1 + 1 / m)
}

/** The one-sided tail. By convention three sigma is 0.00135 sharp; other widths are taken from the normal. */
function tailOf(sigmas: number): number {
  return sigmas === 3 ? 0.00135 : normalTail(sigmas)
}
