import { setTimeout as sleep } from 'node:timers/promises'
import type { ContextValue } from '../../recipes-schema/expression/template.ts'
import { OutsideFault } from './outside-fault.ts'
import { readCut } from './read-cut.ts'
import { networkFault, statusFault } from './what-went-wrong.ts'

export interface Question {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>
  /** Sent as JSON; absent sends nothing. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The answer is text of any length, of which only the beginning is read. */
  readonly text?: boolean
  /** The answer is a redirect to where the text is, which is fetched without showing anything. */
  readonly elsewhere?: boolean
  /** True where asking twice does no more than asking once. */
  readonly harmless?: boolean
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly json: ContextValue
  readonly body: string
  /** True when there is more than was read. */
  readonly cut: boolean
}

/** What a request shows to be let in; `renew` is asked once for each answer that says that it is not valid any more. */
export interface Credentials {
  headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>>
  renew?(): void
  /** Whether an answer means that the token is old or wrong; a 401 unless said. */
  isRefused?(status: number, body: string): boolean
}

export interface ClientOptions {
  readonly base: string
  readonly credentials: Credentials
  /** How long one answer may take, in seconds. */
  readonly timeoutSeconds?: number
  readonly headers?: Readonly<Record<string, string>>
}

export type Client = (question: Question, signal: AbortSignal) => Promise<Reply>

/** How often a tool that has too much to do is asked again, and the longest wait that it may wish for, in seconds. */
const [patientTries, longestWish] = [5, 60]

/** Asks one tool over HTTP. Whatever is not an answer of its API is a fault: a page to log in at is no success. */
export function client({ base, credentials, timeoutSeconds = 30, headers: own = {} }: ClientOptions): Client {
  const root = rootOf(base)
  const once = async (question: Question, signal: AbortSignal): Promise<Reply> => {
    const { method, path, query = {}, body, headers = {}, text = false } = question
    const url = new URL(root + path)
    for (const [key, value] of Object.entries(query))
      for (const one of [value].flat()) if (one !== undefined) url.searchParams.append(key, String(one))
    const limit = AbortSignal.timeout(timeoutSeconds * 1000)
    const both = AbortSignal.any([signal, limit])
    const shown = await credentials.headers(both)
    try {
      const response = await fetch(url, {
        method,
        // A redirect leads to a page for people, and would carry the token to whoever it names.
        redirect: 'manual',
        signal: both,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...own,
          ...shown,
          ...headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
      })
      const location = question.elsewhere === true ? response.headers.get('location') : null
      if (location !== null) {
        const there = await fetch(new URL(location, url), { signal: both })
        const { read, cut } = await readCut(there, true)
        return { status: there.status, headers: there.headers, body: read, cut, json: null }
      }
      const { read, cut } = await readCut(response, text)
      return { status: response.status, headers: response.headers, body: read, cut, json: jsonOf(read) }
    } catch (error) {
      if (signal.aborted) throw error
      throw networkFault(error, url.origin, { timeoutSeconds: limit.aborted ? timeoutSeconds : null, question })
    }
  }
  return async (question, signal) => {
    let renewed = false
    for (let tries = 1; ; tries++) {
      const reply = await once(question, signal)
      const refused = credentials.isRefused?.(reply.status, reply.body) ?? reply.status === 401
      if (refused && !renewed && credentials.renew !== undefined) {
        credentials.renew()
        renewed = true
        continue
      }
      // Nothing was done: whatever was asked may be asked again.
      if (reply.status === 429 && tries < patientTries) {
        await sleep(wishOf(reply.headers, tries) * 1000, undefined, { signal })
        continue
      }
      const fault = statusFault(reply, question, refused)
      if (fault !== null) throw fault
      return reply
    }
  }
}

/** An address without a slash at its end. */
export function rootOf(base: string): string {
  const url = URL.parse(base)
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new OutsideFault(
      'outside.url',
      'Its `url` is no address of http or https.',
      'Mend the connection in galley.yaml.',
    )
  return url.href.replace(/\/+$/, '')
}

/** How long a tool wishes to be left alone, in seconds; it says so in seconds or as a date. */
function wishOf(headers: Headers, tries: number): number {
  const wish = headers.get('retry-after')
  if (wish === null) return Math.min(longestWish, 0.5 * 2 ** tries)
  const seconds = /^\d+$/.test(wish.trim()) ? Number(wish) : (Date.parse(wish) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.min(longestWish, Math.max(0, seconds)) : 1
}

function jsonOf(text: string): ContextValue {
  try {
    return JSON.parse(text) as ContextValue
  } catch {
    return null
  }
}
