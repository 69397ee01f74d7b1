import { fail, shown } from './fail.ts'
import { readArray } from './numbers.ts'
import type { Note } from './types.ts'

/**
 * The points' dates: YYYY-MM-DD or ISO 8601 times, for all points or for the old ones. They may repeat (two runs on one
 * day are two points) but never go back: a chart is a story in time, and sorting would hide a mistake.
 */
export function readDates(written: unknown, total: number, oldCount: number): readonly string[] {
  if (written === undefined) return []
  const dates = readArray(written, '/dates').map((date, i) => readDate(date, `/dates/${i}`))
  if (dates.length !== total && dates.length !== oldCount) {
    const message = `There are ${dates.length} dates for ${total} points.`
    return fail('lengths_differ', '/dates', message, 'Give one for each point, "new" ones at the end.')
  }
  dates.forEach((date, i) => {
    const before = dates[i - 1]
    if (before !== undefined && Date.parse(date) < Date.parse(before))
      fail('unordered_dates', `/dates/${i}`, `${date} comes after ${before}.`, 'Sort the points by time, oldest first.')
  })
  return dates
}

/** Monday is 0. A point without a date, which only new ones can be, follows the one before by a day. */
export function weekdaysOf(dates: readonly string[], total: number): readonly number[] | null {
  if (dates.length === 0) return null
  const days = dates.map(weekday)
  while (days.length < total) days.push(((days.at(-1) ?? 6) + 1) % 7)
  return days
}

/**
 * The day of the week as it is written, whatever the offset: 0 for Monday. By Sakamoto's formula on the digits: an order
 * asks for hundreds of thousands of days, and a Date for each would cost more than all its charts.
 */
export function weekday(date: string): number {
  const month = digits(date, 5)
  // From March on, so that a leap day is the last of its year.
  const year = 100 * digits(date, 0) + digits(date, 2) - (month < 3 ? 1 : 0)
  const leaps = (year >> 2) - Math.trunc(year / 100) + Math.trunc(year / 400)
  return (year + leaps + (MONTHS[month - 1] ?? 0) + digits(date, 8) + 6) % 7
}

function digits(date: string, at: number): number {
  return 10 * date.charCodeAt(at) + date.charCodeAt(at + 1) - 528
}

/** How far the first of each month is moved in the week, the year beginning in March. */
const MONTHS = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]

export function repeatedDates(dates: readonly string[]): Note[] {
  const repeated = dates.filter((date, i) => date === dates[i - 1]).length
  if (repeated === 0) return []
  const message = `${repeated} ${repeated === 1 ? 'date is' : 'dates are'} the same as the one before: each point counts.`
  return [{ code: 'chart.repeated_dates', message }]
}

function readDate(value: unknown, path: string): string {
  const hint = 'Write YYYY-MM-DD, or a time as in 2026-01-31T06:00:00Z.'
  if (typeof value !== 'string' || !PATTERN.test(value) || Number.isNaN(Date.parse(value)))
    return fail('not_a_date', path, `${shown(value)} is not a date.`, hint)
  // JavaScript reads the 31st of February as a day in March.
  if (new Date(`${value.slice(0, 10)}T00:00:00Z`).toISOString().slice(0, 10) !== value.slice(0, 10))
    return fail('not_a_date', path, `${shown(value)} is not a day of the calendar.`, hint)
  return value
}

const PATTERN = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/
