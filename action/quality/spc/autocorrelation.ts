import { mean, squares } from './numeric/moments.ts'
import { present } from './present.ts'

export interface Autocorrelation {
  /** Lag-one autocorrelation over neighbouring points that are both there. */
  r1: number
  /** 2 / sqrt(n): above it, successive points are not independent. */
  limit: number
  autocorrelated: boolean
}

/** Do neighbouring points resemble each other? Moving ranges then understate the spread. A constant series: r1 = 0. */
export function autocorrelation(values: readonly (number | null)[]): Autocorrelation {
  const there = present(values)
  const center = mean(there) ?? 0
  const total = squares(there, center)
  const products = values.reduce<number>((sum, value, i) => {
    const before = values[i - 1] ?? null
    return value === null || before === null ? sum : sum + (value - center) * (before - center)
  }, 0)
  const r1 = total > 0 ? products / total : 0
  const limit = there.length > 0 ? 2 / Math.sqrt(there.length) : 1
  return { r1, limit, autocorrelated: r1 > limit }
}
