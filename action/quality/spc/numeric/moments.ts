/** Arithmetic mean; null for no values. Two passes, so that a large common offset costs no digits. */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const rough = values.reduce((sum, x) => sum + x, 0) / values.length
  return rough + values.reduce((sum, x) => sum + (x - rough), 0) / values.length
}

/** Sum of squared deviations from a centre. */
export function squares(values: readonly number[], center: number): number {
  return values.reduce((sum, x) => sum + (x - center) ** 2, 0)
}

/** Sample standard deviation (divisor n - 1); null for fewer than two values. */
export function standardDeviation(values: readonly number[]): number | null {
  const center = mean(values)
  if (center === null || values.length < 2) return null
  return Math.sqrt(squares(values, center) / (values.length - 1))
}

/** Middle value, or the mean of the two middle values; null for no values. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const high = sorted[Math.floor(sorted.length / 2)]
  const low = sorted[Math.ceil(sorted.length / 2) - 1]
  return low === undefined || high === undefined ? null : low + (high - low) / 2
}
