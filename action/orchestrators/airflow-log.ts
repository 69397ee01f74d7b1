/** What one event of Airflow 3's log says, as lines; a line that is no event as it is. */
export function eventLines(line: string): readonly string[] {
  const event = parsed(line)
  if (event === null) return line.trim() === '' ? [] : [line]
  const { event: words = '', level, error_detail: faults = [] } = event
  // What opens and closes groups on Airflow's own pages.
  if (words.startsWith('::')) return []
  const loud = level === undefined || level === 'info' || level === 'debug' ? '' : `${level}: `
  return [
    `${loud}${words}`,
    ...faults.map(({ exc_type: type, exc_value: value }) => `${type ?? 'Error'}: ${value ?? ''}`),
  ].flatMap((one) => one.split('\n'))
}

interface Event {
  readonly event?: string
  readonly level?: string
  readonly error_detail?: readonly { readonly exc_type?: string; readonly exc_value?: string }[]
}

function parsed(line: string): Event | null {
  try {
    const value = JSON.parse(line) as { event?: unknown; error_detail?: unknown } | null
    if (value === null || typeof value !== 'object' || typeof value.event !== 'string') return null
    return Array.isArray(value.error_detail ?? []) ? (value as Event) : { event: value.event }
  } catch {
    return null
  }
}
