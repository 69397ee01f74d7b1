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
  const own: number[] = []
  values.forEach((value, i) => {
    if (value === null) return
    there.push(value)
    own.push(groups?.[i] ?? 0)
  })
  if (there.some((value) => value <= 0)) return 'none'
  const logs = there.map(Math.log)
  const [plain, logged] = [residualVariance(there, own), residualVariance(logs, own)]
  if (!(plain > 0) || !(logged > 0)) return 'none'
  const difference = (there.length / 2) * (Math.log(plain) - Math.log(logged)) - logs.reduce((sum, x) => sum + x, 0)
  if (difference > CLEAR) return 'log'
  return difference < -CLEAR ? 'none' : 'either'
}

function residualVariance(values: readonly number[], groups: readonly number[]): number {
  const counts = new Map<number, { sum: number; count: number }>()
  values.forEach((value, i) => {
    const group = groups[i] ?? 0
    const found = counts.get(group)
    if (found === undefined) counts.set(group, { sum: value, count: 1 })
    else {
      found.sum += value
      found.count++
    }
  })
  const levels = new Map([...counts].map(([group, { sum, count }]) => [group, sum / count]))
  return values.reduce((sum, value, i) => sum + (value - (levels.get(groups[i] ?? 0) ?? 0)) ** 2, 0) / values.length
}
