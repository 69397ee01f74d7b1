/** The values without the missing ones. */
export function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null)
}
