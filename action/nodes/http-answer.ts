import type { ContextValue } from '../../recipes-schema/expression/template.ts'
import { NodeFailure } from './node.ts'

/** What an HTTP server answered, as expressions see it under `response`. */
export interface HttpAnswer {
  readonly status: number
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The body as JSON; null when it is none. */
  readonly json: ContextValue
}

export interface HttpQuestion {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly timeoutSeconds: number
  readonly signal: AbortSignal
}

/** The longest answer that is read, in bytes. */
const longest = 10 * 1024 * 1024

/**
 * Asks once. A redirect is an answer and is not followed: a token must not reach whoever a server points at. What the
 * network does is a failure that may pass.
 */
export async function ask(question: HttpQuestion): Promise<HttpAnswer> {
  const { url, method, headers, body, timeoutSeconds, signal } = question
  const host = hostOf(url)
  const limit = AbortSignal.timeout(timeoutSeconds * 1000)
  const both = AbortSignal.any([signal, limit])
  try {
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal: both })
    const text = await readText(response)
    return { status: response.status, headers: Object.fromEntries(response.headers), body: text, json: jsonOf(text) }
  } catch (error) {
    if (error instanceof NodeFailure || signal.aborted) throw error
    if (limit.aborted)
      throw new NodeFailure('http.timeout', `${host} did not answer within ${timeoutSeconds} seconds.`, null, {
        retryable: true,
      })
    const { cause, message } = error as Error & { cause?: Error }
    throw new NodeFailure('http.unreachable', `${host} cannot be reached: ${cause?.message || message}.`, null, {
      retryable: true,
    })
  }
}

/** The server of an address; what else is in it may be secret. */
export function hostOf(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol))
    throw new NodeFailure('http.url', `"${url.slice(0, 200)}" is not an address of http or https.`)
  return parsed.origin
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > longest) throw new NodeFailure('http.too_long', `The answer is longer than ${longest} bytes.`)
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function jsonOf(text: string): ContextValue {
  try {
    return JSON.parse(text) as ContextValue
  } catch {
    return null
  }
}
