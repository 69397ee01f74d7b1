/**
 * Where a series splits best into two levels: how many values stand before the step, by least squares. Null for fewer
 * than two values. One pass: the split with the largest between-group sum of squares.
 */
export function leastSquaresSplit(values: readonly number[]): number | null {
  const shift = values[0] ?? 0
  const total = values.reduce((sum, x) => sum + (x - shift), 0)
  let before = 0
  let best: { count: number; gain: number } | null = null
  for (let count = 1; count < values.length; count++) {
    before += (values[count - 1] ?? 0) - shift
    const after = total - before
    const gain = before ** 2 / count + after ** 2 / (values.length - count)
    if (best === null || gain > best.gain) best = { count, gain }
  }
  return best?.count ?? null
}
