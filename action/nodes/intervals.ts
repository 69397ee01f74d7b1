/** A stretch of time, its end not in it; milliseconds since 1970, UTC. */
export interface Interval {
  readonly begin: number
  readonly end: number
}

export type Grain = 'hour' | 'day' | 'week' | 'month'

const hour = 3_600_000
const day = 24 * hour

/** The begin of the grain that a moment is in; weeks begin on Monday. */
export function floorTo(grain: Grain, at: number): number {
  const date = new Date(at)
  switch (grain) {
    case 'hour':
      return Math.floor(at / hour) * hour
    case 'day':
      return Math.floor(at / day) * day
    case 'week':
      // 1970-01-01 was a Thursday.
      return Math.floor((at + 3 * day) / (7 * day)) * 7 * day - 3 * day
    case 'month':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
  }
}

/** The begin of the grain after the one that a moment is in. */
export function nextOf(grain: Grain, at: number): number {
  const begin = floorTo(grain, at)
  const date = new Date(begin)
  if (grain === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
  return begin + { hour, day, week: 7 * day }[grain]
}

/** The same time in as few intervals as can be, in order. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = []
  for (const one of [...intervals].sort((a, b) => a.begin - b.begin)) {
    if (one.end <= one.begin) continue
    const last = joined.at(-1)
    if (last !== undefined && one.begin <= last.end)
      joined[joined.length - 1] = { begin: last.begin, end: Math.max(last.end, one.end) }
    else joined.push(one)
  }
  return joined
}

/** What of an interval none of the others covers. */
export function missing(whole: Interval, covered: readonly Interval[]): Interval[] {
  const gaps: Interval[] = []
  let at = whole.begin
  for (const { begin, end } of merged(covered)) {
    if (begin > at) gaps.push({ begin: at, end: Math.min(begin, whole.end) })
    at = Math.max(at, end)
  }
  if (at < whole.end) gaps.push({ begin: at, end: whole.end })
  return gaps.filter(({ begin, end }) => begin < end)
}

/** `2026-01-01T00/2026-02-01T00 ...`, as the ledger keeps it. */
export function intervalsText(intervals: readonly Interval[]): string {
  return merged(intervals)
    .map(({ begin, end }) => `${iso(begin)}/${iso(end)}`)
    .join(' ')
}

/** Intervals that the ledger kept; nothing is covered where it kept none. */
export function readIntervals(text: string | undefined): Interval[] {
  return (text ?? '').split(' ').flatMap((one) => {
    const [begin = Number.NaN, end = Number.NaN] = one.split('/').map((at) => Date.parse(`${at}:00:00Z`))
    return Number.isFinite(begin) && Number.isFinite(end) ? [{ begin, end }] : []
  })
}

/** "2026-01-01 to before 2026-02-01", for a reader. */
export function intervalWords({ begin, end }: Interval): string {
  const text = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T00:00', '').replace('T', ' ')
  return `${text(begin)} to before ${text(end)}`
}

/** The condition that a quoted column of time is inside. */
export function insideSql(column: string, { begin, end }: Interval): string {
  return `(${column} >= ${timestampSql(begin)} AND ${column} < ${timestampSql(end)})`
}

/** A moment as an SQL literal. */
function timestampSql(at: number): string {
  return `TIMESTAMP '${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}'`
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 13)
}
