/** How much likelier one scale must be before the other is dropped: exp(4), about 55 times. */
const CLEAR = 4

/**
 * On which scale are the values nearly normal: as they are, or as logarithms? By their likelihoods; `either` where the
 * data do not say it clearly. `groups` gives each value the level that it belongs to (its weekday), all 0 for one level.
 */
export function scaleOf(
  values: readonly (number | null)[],
  groups: readonly number[] | null,
): 'none' | 'log' | 'either' {
  const there: number[] = []
  const logs: number[] = []
  const own: number[] = []
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? null
    if (value === null) continue
    if (value <= 0) return 'none'
    const log = Math.log(value)
    total += log
    there.push(value)
    logs.push(log)
    own.push(groups?.[i] ?? 0)
  }
  const [plain, logged] = [residualVariance(there, own), residualVariance(logs, own)]
  if (!(plain > 0) || !(logged > 0)) return 'none'
  const difference = (there.length / 2) * (Math.log(plain) - Math.log(logged)) - total
  if (difference > CLEAR) return 'log'
  return difference < -CLEAR ? 'none' : 'either'
}

/** `groups` are small whole numbers. */
function residualVariance(values: readonly number[], groups: readonly number[]): number {
  const counts = [0, 0, 0, 0, 0, 0, 0]
  const sums = [0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < values.length; i++) {
    const group = groups[i] ?? 0
    counts[group] = (counts[group] ?? 0) + 1
    sums[group] = (sums[group] ?? 0) + (values[i] ?? 0)
  }
  const levels = sums.map((sum, group) => sum / (counts[group] || 1))
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += ((values[i] ?? 0) - (levels[groups[i] ?? 0] ?? 0)) ** 2
  return squares / values.length
}
