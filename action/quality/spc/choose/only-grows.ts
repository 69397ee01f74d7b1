/** True for a table that is only ever added to: nearly every value is above the one before, hardly any below. */
export function onlyGrows(values: readonly number[]): boolean {
  const steps = values.slice(1).map((value, i) => value - (values[i] ?? value))
  if (steps.length < LEAST) return false
  const up = steps.filter((step) => step > 0).length
  const down = steps.filter((step) => step < 0).length
  return up >= 0.7 * steps.length && down <= 0.02 * steps.length
}

/** By chance alone, seven steps all go up once in 40,320 series. */
const LEAST = 7
