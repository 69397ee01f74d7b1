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

/**
 * Do neighbouring points resemble each other? Moving ranges then understate the spread. A constant series: r1 = 0. NaN is
 * a missing value.
 */
export function autocorrelation(values: Float64Array): Autocorrelation {
  let [count, sum] = [0, 0]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    count++
    sum += value
  }
  const rough = count === 0 ? 0 : sum / count
  let [rest, squares, products, before] = [0, 0, 0, Number.NaN]
  for (let i = 0; i < values.length; i++) {
    const distance = (values[i] ?? Number.NaN) - rough
    if (!Number.isNaN(distance)) {
      rest += distance
      squares += distance * distance
      // Not where the point before is missing.
      if (!Number.isNaN(before)) products += distance * before
    }
    before = distance
  }
  // What the mean lost to rounding; it is far too small to move the squares.
  const center = count === 0 ? 0 : rough + rest / count
  const r1 = squares > 0 ? products / squares : 0
  const limit = count > 0 ? 2 / Math.sqrt(count) : 1
  return { r1, limit, autocorrelated: r1 > limit, center, squares }
}
