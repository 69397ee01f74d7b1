/** How much likelier one scale must be before the other is dropped: exp(4), about 55 times. */
const CLEAR = 4

/**
 * On which scale are the values nearly normal: as they are, or as logarithms? By their likelihoods; `either` where the
 * data do not say it clearly. NaN is a missing value. `groups` gives each value the level that it belongs to (its
 * weekday); null for one level.
 */
export function scaleOf(values: Float64Array, groups: Uint8Array | null): 'none' | 'log' | 'either' {
  const logs = new Float64Array(values.length)
  let [total, count] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (value <= 0) return 'none'
    const log = Math.log(value)
    logs[i] = log
    if (Number.isNaN(log)) continue
    total += log
    count++
  }
  const [plain, logged] = [residualSquares(values, groups), residualSquares(logs, groups)]
  if (!(plain > 0) || !(logged > 0)) return 'none'
  const difference = (count / 2) * (Math.log(plain) - Math.log(logged)) - total
  if (difference > CLEAR) return 'log'
  return difference < -CLEAR ? 'none' : 'either'
}

/** Sum of squares around the mean of each group. */
function residualSquares(values: Float64Array, groups: Uint8Array | null): number {
  const counts = new Float64Array(7)
  const levels = new Float64Array(7)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (Number.isNaN(value)) continue
    const group = groups === null ? 0 : (groups[i] ?? 0)
    counts[group] = (counts[group] ?? 0) + 1
    levels[group] = (levels[group] ?? 0) + value
  }
  for (let group = 0; group < 7; group++) levels[group] = (levels[group] ?? 0) / (counts[group] || 1)
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const distance = (values[i] ?? Number.NaN) - (levels[groups === null ? 0 : (groups[i] ?? 0)] ?? 0)
    if (!Number.isNaN(distance)) squares += distance * distance
  }
  return squares
}
