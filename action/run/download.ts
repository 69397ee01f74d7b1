import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exits, Fault } from '../fault.ts'
import type { Environment } from './sources.ts'

/** How long one file may take, in milliseconds, and how long it may be, in bytes. */
const limits = { milliseconds: 30 * 60_000, bytes: 10 * 2 ** 30 } as const

export function isAddress(file: string): boolean {
  return /^https?:\/\//i.test(file)
}

/** Where what an address holds is kept on this machine; its name keeps the ending, which tells the format. */
export function downloadPath(address: string, env: Environment): string {
  const folder = env.RUNNER_TOOL_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'))
  const name = basename(new URL(address).pathname) || 'file'
  return join(folder, 'galley-sources', createHash('sha256').update(address).digest('hex').slice(0, 20), name)
}

/**
 * Fetches a file, unless the server says by its ETag or date that the one here is the same. It is written beside and moved
 * in place when it is whole, so that nobody ever reads half of it.
 */
export async function download(
  address: string,
  path: string,
  name: string,
  signal: AbortSignal,
  { milliseconds, bytes }: { readonly milliseconds: number; readonly bytes: number } = limits,
): Promise<void> {
  const { origin } = new URL(address)
  const fault = (code: string, message: string): Fault =>
    new Fault(
      code,
      exits.world,
      `The source ${name} cannot be fetched: ${message}`,
      'Try again, or deliver it as a file.',
    )
  const limit = AbortSignal.timeout(milliseconds)
  const part = `${path}.${randomBytes(4).toString('hex')}.part`
  try {
    const both = AbortSignal.any([signal, limit])
    const response = await fetch(address, { headers: await conditionsOf(path), redirect: 'follow', signal: both })
    if (response.status === 304) return
    if (!response.ok || response.body === null) throw fault('source.status', `${origin} answers ${response.status}.`)
    await mkdir(dirname(path), { recursive: true })
    await pipeline(Readable.fromWeb(response.body), atMost(bytes), createWriteStream(part))
    await rename(part, path)
    const { etag, 'last-modified': date } = Object.fromEntries(response.headers)
    await writeFile(`${path}.json`, JSON.stringify({ etag, date }))
  } catch (error) {
    if (error instanceof Fault) throw error
    if (signal.aborted) throw new Fault('cancelled', exits.cancelled, 'The order was cancelled.')
    if (limit.aborted) throw fault('source.timeout', `it took longer than ${milliseconds / 60_000} minutes.`)
    const { cause, message } = error as Error & { cause?: Error }
    throw fault('source.unreachable', `${origin}: ${cause?.message || message}`)
  } finally {
    await rm(part, { force: true })
  }
}

/** What makes a server answer "not modified". Without the file itself there is nothing to compare. */
async function conditionsOf(path: string): Promise<Record<string, string>> {
  try {
    await access(path)
    const known = JSON.parse(await readFile(`${path}.json`, 'utf8')) as { etag?: unknown; date?: unknown }
    return {
      ...(typeof known.etag === 'string' ? { 'if-none-match': known.etag } : {}),
      ...(typeof known.date === 'string' ? { 'if-modified-since': known.date } : {}),
    }
  } catch {
    return {}
  }
}

function atMost(bytes: number): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length
      if (size > bytes) done(new Error(`it is longer than ${bytes} bytes`))
      else done(null, chunk)
    },
  })
}
