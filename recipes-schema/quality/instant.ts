const form = /^(\d{4,}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/

/**
 * A date or time as DuckDB, PostgreSQL and Trino write it, in milliseconds since 1970; NaN when it is none. What has no
 * zone is UTC.
 */
export function instantOf(text: string): number {
  const parts = form.exec(text.trim())
  if (parts === null) return Number.NaN
  const [, date, time = '00:00', zone = 'Z'] = parts
  const offset = zone === 'UTC' || zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
  // JavaScript reads milliseconds and no more.
  return Date.parse(
    `${date}T${time.replace(/(\.\d{3})\d+$/, '$1').replace(/(\.\d{1,2})$/, (part) => part.padEnd(4, '0'))}${offset}`,
  )
}
