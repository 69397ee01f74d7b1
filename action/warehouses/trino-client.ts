import { setTimeout as sleep } from 'node:timers/promises'
import { exits, Fault } from '../fault.ts'
import { plainValue, type TrinoColumn } from './trino-values.ts'
import type { Row, Value } from './warehouse.ts'

/** How a coordinator is spoken to. */
export interface TrinoAddress {
  /** http(s)://HOST:PORT */
  readonly url: string
  readonly catalog: string
  readonly user: string
  /** For basic authentication, which the server takes over HTTPS alone; null: none. */
  readonly password: string | null
  /** A JWT in place of user and password; null: none. */
  readonly token: string | null
}

/** What the server says of a statement that failed. https://trino.io/docs/current/develop/client-protocol.html */
export class TrinoError extends Error {
  readonly code: string
  readonly type: string
  /** Where in the statement, both from 1; null: nowhere. */
  readonly location: { readonly line: number; readonly column: number } | null
  readonly statement: string
  constructor(error: ServerError, statement: string) {
    super(error.message.replace(/^line \d+:\d+: /, ''))
    this.code = error.errorName ?? 'UNKNOWN'
    this.type = error.errorType ?? 'INTERNAL_ERROR'
    const { lineNumber, columnNumber } = error.errorLocation ?? {}
    this.location = lineNumber && columnNumber ? { line: lineNumber, column: columnNumber } : null
    this.statement = statement
  }
}

interface ServerError {
  readonly message: string
  readonly errorName?: string
  readonly errorType?: string
  readonly errorLocation?: { readonly lineNumber: number; readonly columnNumber: number }
}

interface Page {
  readonly id?: string
  readonly nextUri?: string
  readonly columns?: readonly TrinoColumn[]
  readonly data?: readonly (readonly unknown[])[]
  readonly error?: ServerError
}

/** A statement that is under way. */
export interface Running {
  readonly rows: Promise<Row[]>
  /** Ends it on the server; its rows then fail. */
  cancel(): void
}

/** Waits between tries while the server is overloaded or away, in ms: about half a minute in all. */
const waits = [100, 200, 500, 1000, 2000, 4000, 8000, 15_000]

/**
 * Runs one statement: it is posted once, and its pages are followed to the end. A page may be asked for again; the posting
 * may not once it has been taken, for the statement would run twice.
 */
export function runStatement(address: TrinoAddress, statement: string, purpose: string): Running {
  const abort = new AbortController()
  let cancelUri: string | null = null
  const headers = headersOf(address, purpose)

  const request = async (method: 'GET' | 'POST', url: string, body?: string): Promise<Page> => {
    for (let attempt = 0; ; attempt++) {
      abort.signal.throwIfAborted()
      const answer = await ask(method, url, headers, abort.signal, body)
      if (answer.type === 'page') return answer.page
      const wait = waits[attempt]
      // Whoever posted and got no answer does not know whether it runs.
      const again = answer.refused || method === 'GET'
      if (!again || wait === undefined) throw unreachable(address.url, answer.reason)
      await sleep(wait, undefined, { signal: abort.signal })
    }
  }

  const follow = async (): Promise<Row[]> => {
    let columns: readonly TrinoColumn[] = []
    const rows: Row[] = []
    let page = await request('POST', `${address.url}/v1/statement`, statement)
    for (;;) {
      if (page.error !== undefined) throw new TrinoError(page.error, statement)
      columns = page.columns ?? columns
      for (const row of page.data ?? []) rows.push(rowOf(columns, row))
      if (page.nextUri === undefined) return rows
      cancelUri = page.nextUri
      page = await request('GET', page.nextUri)
    }
  }

  const rows = follow().catch((error: Error) => {
    if (abort.signal.aborted)
      throw new TrinoError(
        { message: 'The statement was cancelled.', errorName: 'USER_CANCELED', errorType: 'USER_ERROR' },
        statement,
      )
    throw error
  })
  return {
    rows,
    cancel() {
      if (abort.signal.aborted) return
      abort.abort()
      if (cancelUri !== null) void fetch(cancelUri, { method: 'DELETE', headers }).catch(() => undefined)
    },
  }
}

type Answer =
  | { readonly type: 'page'; readonly page: Page }
  /** `refused`: the server has surely not taken it. */
  | { readonly type: 'failed'; readonly refused: boolean; readonly reason: string }

async function ask(
  method: 'GET' | 'POST',
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  body?: string,
): Promise<Answer> {
  let response: Response
  let text: string
  try {
    response = await fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }) })
    // An answer that is cut off is one that was lost.
    text = await response.text()
  } catch (error) {
    signal.throwIfAborted()
    const cause = (error as Error & { cause?: { code?: string; message?: string } }).cause
    return {
      type: 'failed',
      refused: cause?.code === 'ECONNREFUSED',
      reason: cause?.message ?? (error as Error).message,
    }
  }
  if (response.ok) {
    const page = parsed(text)
    if (page !== null) return { type: 'page', page }
    throw unreachable(new URL(url).origin, 'it answers with something that is no page of a query')
  }
  // 502 to 504 and 429: try again, as the protocol says; but a gateway that fails may have handed a statement on.
  const { status } = response
  if (status === 429 || (status >= 502 && status <= 504))
    return { type: 'failed', refused: status === 429 || status === 503, reason: `HTTP ${status}` }
  if (status === 401 || status === 403) {
    const message = `Trino at ${new URL(url).origin} does not let us in: HTTP ${status}.`
    throw new Fault('warehouse.open', exits.world, message, 'Look at the user, and at the password or the token.')
  }
  throw unreachable(new URL(url).origin, `HTTP ${status}: ${text.slice(0, 200).replaceAll(/\s+/g, ' ')}`)
}

/** Integers beyond 2^53 stay as they were written. */
function parsed(text: string): Page | null {
  const exact = (_: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? context?.source
      : value
  try {
    const page: unknown = JSON.parse(text, exact as (key: string, value: unknown) => unknown)
    return typeof page === 'object' && page !== null && ('id' in page || 'error' in page) ? (page as Page) : null
  } catch {
    return null
  }
}

function headersOf({ catalog, user, password, token }: TrinoAddress, purpose: string): Record<string, string> {
  // What the server shows of a query: header values are ASCII.
  const shown = purpose.replaceAll(/[^ -~]/g, '?').replaceAll(',', ';')
  const secret =
    token === null ? (password === null ? null : `Basic ${btoa(`${user}:${password}`)}`) : `Bearer ${token}`
  return {
    'X-Trino-User': user,
    'X-Trino-Catalog': catalog,
    'X-Trino-Source': 'galley',
    'X-Trino-Client-Info': shown,
    'X-Trino-Client-Tags': `galley,${shown}`,
    'X-Trino-Time-Zone': 'UTC',
    // Else timestamps are cut to milliseconds.
    'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
    'User-Agent': 'galley',
    ...(secret === null ? {} : { Authorization: secret }),
  }
}

function rowOf(columns: readonly TrinoColumn[], values: readonly unknown[]): Row {
  return Object.fromEntries(
    columns.map((column, at): [string, Value] => [column.name, plainValue(values[at], column.type)]),
  )
}

function unreachable(url: string, reason: string): Fault {
  const message = `Trino at ${url} cannot be reached: ${reason}.`
  return new Fault('warehouse.lost', exits.world, message, 'Is the coordinator up? Try again.')
}
