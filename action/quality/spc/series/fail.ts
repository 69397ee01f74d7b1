import type { SeriesError } from './types.ts'

/** A SERIES.json that cannot be charted, thrown by the readers of its parts and turned into a value by `readSeries`. */
export class SeriesFault extends Error {
  override name = 'SeriesFault'
  readonly error: SeriesError
  constructor(error: SeriesError) {
    super(error.message)
    this.error = error
  }
}

/** Refuse the series; `code` comes without its `chart.` prefix. */
export function fail(code: string, path: string, message: string, hint: string): never {
  throw new SeriesFault({ code: `chart.${code}`, message, hint, location: { path } })
}

/** A value as an error message shows it: short, and never a wall of text. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value))
  return text.length > 40 ? `${text.slice(0, 37)}...` : text
}
