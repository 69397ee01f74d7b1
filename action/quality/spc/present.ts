/** The values without the missing ones. */
export function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null)
}

/** How many values are there. */
export function countPresent(values: readonly (unknown | null)[]): number {
  let count = 0
  for (const value of values) if (value !== null) count++
  return count
}
