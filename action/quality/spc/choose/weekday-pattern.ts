import { fTail } from '../numeric/f-test.ts'

/** Full cycles that a pattern needs before it is believed. */
const CYCLES = 3
/** A wrongly seen pattern costs little, because its limits are honest; a missed one hides a bad weekday. */
const ALPHA = 0.01

/**
 * Do the days of the week have levels of their own? Analysis of variance over the weekdays that occur; false while one of
 * them, or that of the point under judgement, has fewer than three points.
 */
export function hasWeekdayPattern(
  values: readonly (number | null)[],
  weekdays: readonly number[],
  judgedDay: number,
): boolean {
  const counts = new Float64Array(7)
  const sums = new Float64Array(7)
  let total = 0
  let count = 0
  values.forEach((value, i) => {
    if (value === null) return
    const day = weekdays[i] ?? 0
    counts[day] = (counts[day] ?? 0) + 1
    sums[day] = (sums[day] ?? 0) + value
    total += value
    count++
  })
  const days = [0, 1, 2, 3, 4, 5, 6].filter((day) => (counts[day] ?? 0) > 0)
  if (days.length < 2 || !days.includes(judgedDay) || days.some((day) => (counts[day] ?? 0) < CYCLES)) return false
  const center = total / count
  const levels = days.map((day) => (sums[day] ?? 0) / (counts[day] ?? 1))
  const between = days.reduce((sum, day, i) => sum + (counts[day] ?? 0) * ((levels[i] ?? 0) - center) ** 2, 0)
  const within = values.reduce<number>(
    (sum, value, i) => (value === null ? sum : sum + (value - (levels[days.indexOf(weekdays[i] ?? 0)] ?? 0)) ** 2),
    0,
  )
  const [up, down] = [days.length - 1, count - days.length]
  if (down < 1 || !(between > 0)) return false
  return !(within > 0) || fTail(between / up / (within / down), up, down) < ALPHA
}
