import { createServer, type Server as HttpServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** The body as JSON; undefined when there is none, and the text when it is no JSON. */
  readonly body: unknown
  readonly raw: string
}

export interface FakeAnswer {
  readonly status: number
  readonly json?: unknown
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What goes wrong with a request. `lost`: it is carried out and not answered. `cut`: it is neither. */
export interface Wrong {
  readonly on: (asked: Asked) => boolean
  readonly what: 'lost' | 'cut' | 'page' | 'login' | FakeAnswer | { readonly lostAs: FakeAnswer }
  /** How often; always unless said. */
  times?: number
}

export interface FakeServer {
  readonly url: string
  readonly asked: readonly Asked[]
  readonly wrongs: Wrong[]
  /** Stops listening, as a server that is down. */
  down(): Promise<void>
  up(): Promise<void>
}

const page = { status: 200, text: '<!DOCTYPE html><title>Sign in</title>', headers: { 'content-type': 'text/html' } }

/** A server on loopback that answers by a function and can be made to go wrong. */
export async function fakeServer(answer: (asked: Asked) => FakeAnswer): Promise<FakeServer> {
  const asked: Asked[] = []
  const wrongs: Wrong[] = []
  let port = 0
  let http: HttpServer
  const handle = async (request: IncomingMessage): Promise<FakeAnswer | 'cut'> => {
    let raw = ''
    for await (const chunk of request) raw += chunk
    const url = new URL(request.url ?? '', 'http://fake')
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: raw === '' ? undefined : jsonOf(raw),
      raw,
    }
    asked.push(one)
    const wrong = wrongs.find(({ on, times = 1 }) => times > 0 && on(one))
    if (wrong === undefined) return answer(one)
    if (wrong.times !== undefined) wrong.times--
    const { what } = wrong
    if (what === 'cut') return 'cut'
    if (what === 'page') return page
    if (what === 'login') return { status: 302, headers: { location: 'https://sso.example.org/login?next=x' } }
    if (what === 'lost' || 'lostAs' in what) {
      answer(one)
      return what === 'lost' ? 'cut' : what.lostAs
    }
    return what
  }
  const up = async (): Promise<void> => {
    http = createServer((request, response) => {
      handle(request).then(
        (given) => {
          if (given === 'cut') return void request.socket.destroy()
          const json = given.json === undefined ? {} : { 'content-type': 'application/json' }
          response.writeHead(given.status, { ...json, ...given.headers })
          response.end(given.json === undefined ? given.text : JSON.stringify(given.json))
        },
        (error: unknown) => {
          response.writeHead(500)
          response.end(String(error))
        },
      )
    })
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
    port = (http.address() as AddressInfo).port
  }
  const down = async (): Promise<void> => {
    http.closeAllConnections()
    await new Promise((resolve) => http.close(resolve))
  }
  await up()
  onTestFinished(down)
  return { url: `http://127.0.0.1:${port}`, asked, wrongs, up, down }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What of a body is not as the API wants it: a missing, an unknown or a wrongly typed member; null when nothing is. */
export function misfit(
  body: unknown,
  members: Readonly<Record<string, (value: unknown) => boolean>>,
  optional: readonly string[] = [],
): string | null {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return 'the body is no object'
  for (const [key, value] of Object.entries(body)) {
    const is = members[key]
    if (is === undefined) return `unknown field ${key}`
    if (!is(value)) return `wrong ${key}`
  }
  const missing = Object.keys(members).find((key) => !Object.hasOwn(body, key) && !optional.includes(key))
  return missing === undefined ? null : `missing ${missing}`
}

export const is = {
  text: (value: unknown): boolean => typeof value === 'string' && value !== '',
  object: (value: unknown): boolean => value !== null && typeof value === 'object' && !Array.isArray(value),
  flag: (value: unknown): boolean => typeof value === 'boolean',
  null: (value: unknown): boolean => value === null,
  list: (value: unknown): boolean => Array.isArray(value),
}
