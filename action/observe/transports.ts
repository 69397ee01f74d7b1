import { appendFile } from 'node:fs/promises'
import { version } from '../version.ts'
import { type Send, SendFault } from './outbox.ts'

/** Statuses that may be other ones in a moment. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])

/** Posts each message as JSON below an address. */
export function byHttp(base: string, headers: Readonly<Record<string, string>>): Send {
  const root = base.replace(/\/+$/, '')
  return async ({ path, body }, signal) => {
    let response: Response
    try {
      response = await fetch(`${root}/${path}`, {
        method: 'POST',
        // It would carry the key to whoever it names.
        redirect: 'manual',
        signal,
        headers: { 'content-type': 'application/json', 'user-agent': `galley/${version}`, ...headers },
        body: JSON.stringify(body),
      })
      await response.arrayBuffer()
    } catch (error) {
      const { name, message, cause } = error as Error & { cause?: Error }
      throw new SendFault(name === 'TimeoutError' ? 'it did not answer' : cause?.message || message, true)
    }
    const { ok, status } = response
    if (!ok) throw new SendFault(`it answered ${status} to ${path}`, passing.has(status))
  }
}

/** Adds each message to a file, one a line. */
export function byFile(path: string): Send {
  return async ({ body }) => {
    try {
      await appendFile(path, `${JSON.stringify(body)}\n`)
    } catch (error) {
      throw new SendFault((error as Error).message, true)
    }
  }
}
