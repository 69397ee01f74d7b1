/** True for a table that is only ever added to: nearly every value is above the one before, hardly any below. */
export function onlyGrows(values: readonly number[]): boolean {
  const steps = values.length - 1
  if (steps < LEAST) return false
  let [up, down] = [0, 0]
  let before = values[0] ?? 0
  for (const value of values) {
    if (value > before) up++
    else if (value < before) down++
    before = value
  }
  return up >= 0.7 * steps && down <= 0.02 * steps
}

/** By chance alone, seven steps all go up once in 40,320 series. */
const LEAST = 7
