/** What a failed request means for whoever made it. */
export type Fault =
  /** GitHub asks for patience: `seconds` until the next try. */
  | { readonly type: 'limited'; readonly seconds: number }
  /** Nobody knows whether the request was carried out. */
  | { readonly type: 'uncertain' }
  /** GitHub understood and said no. */
  | { readonly type: 'refused'; readonly status: number }

/** Reads an error of the client. `now` in ms since 1970. */
export function faultOf(error: unknown, now: number): Fault {
  const status = statusOf(error)
  if (status === null) return { type: 'uncertain' }
  const headers = (error as AnsweredError).response?.headers ?? {}
  if (status === 429 || status === 403) {
    const wait = waitOf(headers, error instanceof Error ? error.message : '', now)
    if (wait !== null) return { type: 'limited', seconds: wait }
    if (status === 429) return { type: 'limited', seconds: 60 }
  }
  // 500 is also how the client reports a connection that was lost.
  return status >= 500 ? { type: 'uncertain' } : { type: 'refused', status }
}

/** The HTTP status, or null when there was no answer. */
export function statusOf(error: unknown): number | null {
  return error instanceof Error && 'status' in error ? Number(error.status) : null
}

/** A fault's words for a person or a log, without anything that was sent. */
export function faultWords(error: unknown): string {
  const status = statusOf(error)
  const message = error instanceof Error ? error.message : String(error)
  return status === null ? message : `GitHub answered ${status}: ${message}`
}

/** What Octokit throws when there was an answer. */
interface AnsweredError {
  readonly response?: { readonly headers: Headers }
}

type Headers = Readonly<Record<string, string | number | undefined>>

/** Secondary limits say `retry-after`; the primary one says when it is over; else GitHub asks for a minute. */
function waitOf(headers: Headers, message: string, now: number): number | null {
  const after = Number(headers['retry-after'])
  if (headers['retry-after'] !== undefined && Number.isFinite(after)) return Math.max(0, after)
  if (String(headers['x-ratelimit-remaining']) === '0') {
    return Math.max(1, Math.ceil(Number(headers['x-ratelimit-reset'] ?? 0) - now / 1000))
  }
  return /secondary rate limit|abuse detection/i.test(message) ? 60 : null
}
