import { fTail } from '../numeric/f-test.ts'

/** Full cycles that a pattern needs before it is believed. */
const CYCLES = 3
/** A wrongly seen pattern costs little, because its limits are honest; a missed one hides a bad weekday. */
const ALPHA = 0.001

/**
 * Do the days of the week have levels of their own? Analysis of variance over the weekdays that occur; false while one of
 * them, or that of the point under judgement, has fewer than three points. NaN is a missing value.
 */
export function hasWeekdayPattern(values: Float64Array, weekdays: Uint8Array, judgedDay: number): boolean {
  const counts = new Float64Array(7)
  const sums = new Float64Array(7)
  let [total, count] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (Number.isNaN(value)) continue
    const day = weekdays[i] ?? 0
    counts[day] = (counts[day] ?? 0) + 1
    sums[day] = (sums[day] ?? 0) + value
    total += value
    count++
  }
  const days = counts.filter((one) => one > 0).length
  if (days < 2 || counts[judgedDay] === 0 || counts.some((one) => one > 0 && one < CYCLES) || count <= days)
    return false
  const center = total / count
  const levels = sums.map((sum, day) => sum / (counts[day] || 1))
  const between = levels.reduce((sum, level, day) => sum + (counts[day] ?? 0) * (level - center) ** 2, 0)
  let within = 0
  for (let i = 0; i < values.length; i++) {
    const distance = (values[i] ?? Number.NaN) - (levels[weekdays[i] ?? 0] ?? 0)
    if (!Number.isNaN(distance)) within += distance * distance
  }
  const [up, down] = [days - 1, count - days]
  if (!(between > 0)) return false
  return !(within > 0) || fTail(between / up / (within / down), up, down) < ALPHA
}
