export interface Autocorrelation {
  /** Lag-one autocorrelation over neighbouring points that are both there. */
  r1: number
  /** 2 / sqrt(n): above it, successive points are not independent. */
  limit: number
  autocorrelated: boolean
  /** The mean and the sum of squares around it, which are found on the way. */
  center: number
  squares: number
}

/** Do neighbouring points resemble each other? Moving ranges then understate the spread. A constant series: r1 = 0. */
export function autocorrelation(values: readonly (number | null)[]): Autocorrelation {
  let [count, sum] = [0, 0]
  for (const value of values) {
    if (value === null) continue
    count++
    sum += value
  }
  const rough = count === 0 ? 0 : sum / count
  let rest = 0
  for (const value of values) if (value !== null) rest += value - rough
  const center = count === 0 ? 0 : rough + rest / count
  let [squares, products] = [0, 0]
  let before: number | null = null
  for (const value of values) {
    const distance: number | null = value === null ? null : value - center
    if (distance !== null) {
      squares += distance * distance
      if (before !== null) products += distance * before
    }
    before = distance
  }
  const r1 = squares > 0 ? products / squares : 0
  const limit = count > 0 ? 2 / Math.sqrt(count) : 1
  return { r1, limit, autocorrelated: r1 > limit, center, squares }
}
