import { normalTail } from './numeric/normal.ts'
import { studentQuantile } from './numeric/student.ts'

/**
 * k in mean +- k s: the exact limits for the next value after m >= 2 independent normal ones, t(1 - tail, m - 1)
 * sqrt(1 + 1/m), with the false-alarm rate that `sigmas` has on a known normal.
 */
export function predictionWidth(m: number, sigmas: number): number {
  return studentWidth(m - 1, sigmas) * Math.sqrt(1 + 1 / m)
}

/** The t quantile with `df` degrees of freedom (in quarters, rounded down) that `sigmas` is on a known normal. */
export function studentWidth(df: number, sigmas: number): number {
  const quarters = Math.max(4, Math.floor(df * 4))
  const key = `${quarters}/${sigmas}`
  const cached = known.get(key)
  if (cached !== undefined) return cached
  const width = studentQuantile(tailOf(sigmas), quarters / 4)
  if (known.size > 10_000) known.clear()
  known.set(key, width)
  return width
}

const known = new Map<string, number>()

/** The one-sided tail beyond `sigmas`. By convention three sigma is 0.00135 sharp; other widths are taken from the normal. */
export function tailOf(sigmas: number): number {
  return sigmas === 3 ? 0.00135 : normalTail(sigmas)
}
