/**
 * |x(i) - x(i-1)| at index i; null at index 0 and wherever either neighbour is missing: a range never spans a gap.
 * Non-finite values do not occur: the reader has refused them.
 */
export function movingRanges(values: readonly (number | null)[]): (number | null)[] {
  return values.map((value, i) => {
    const before = values[i - 1] ?? null
    return value === null || before === null ? null : Math.abs(value - before)
  })
}
