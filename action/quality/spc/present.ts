/** The values without the missing ones. */
export function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null)
}

/** The values as a column of numbers, which computes quickest: NaN where one is missing. */
export function column(values: readonly (number | null)[]): Float64Array {
  const found = new Float64Array(values.length)
  for (let i = 0; i < found.length; i++) found[i] = values[i] ?? Number.NaN
  return found
}

/** A column with null, not NaN, where a value is missing. */
export function nullable(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value))
}
