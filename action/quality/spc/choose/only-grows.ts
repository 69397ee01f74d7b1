/**
 * True for a table that is only ever added to: nearly every value is above the one before, hardly any below. NaN is a
 * missing value, which is passed over.
 */
export function onlyGrows(values: Float64Array): boolean {
  let [up, down, steps, before] = [0, 0, -1, Number.NaN]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    steps++
    if (value > before) up++
    else if (value < before) down++
    before = value
  }
  return steps >= LEAST && up >= 0.7 * steps && down <= 0.02 * steps
}

/** By chance alone, seven steps all go up once in 40,320 series. */
const LEAST = 7
