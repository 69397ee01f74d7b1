import { spawn } from 'node:child_process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { gitEnvironment } from './git.ts'

interface BackendRequest {
  readonly bare: string
  /** What follows the repository: /info/refs, /git-upload-pack, /git-receive-pack. */
  readonly path: string
  readonly method: string
  readonly query: string
  readonly headers: Headers
  readonly body: ReadableStream<Uint8Array> | null
  /** Who pushes; null forbids pushing. */
  readonly user: string | null
}

/** Lets `git http-backend` (CGI, RFC 3875) answer a request of git's smart HTTP protocol. */
export async function answerGit(request: BackendRequest): Promise<Response> {
  const child = spawn('git', ['http-backend'], { env: environment(request), stdio: ['pipe', 'pipe', 'pipe'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve())
  })
  const body = request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as never)
  // The backend may answer without reading all of it.
  await pipeline(body, child.stdin).catch(() => undefined)
  await ended
  return readAnswer(Buffer.concat(chunks))
}

function environment({ bare, path, method, query, headers, user }: BackendRequest): Record<string, string> {
  const given: Record<string, string | null> = {
    GIT_PROJECT_ROOT: bare,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: path,
    REQUEST_METHOD: method,
    QUERY_STRING: query,
    REMOTE_USER: user,
    CONTENT_TYPE: headers.get('content-type'),
    CONTENT_LENGTH: headers.get('content-length'),
    HTTP_CONTENT_ENCODING: headers.get('content-encoding'),
    GIT_PROTOCOL: headers.get('git-protocol'),
  }
  const present = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null)
  return { ...gitEnvironment, ...Object.fromEntries(present) }
}

function readAnswer(bytes: Buffer): Response {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return new Response('git http-backend gave no answer', { status: 500 })
  const headers = new Headers()
  let status = 200
  for (const line of bytes.subarray(0, end).toString().split('\r\n')) {
    const colon = line.indexOf(':')
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()]
    if (name.toLowerCase() === 'status') status = Number(value.slice(0, 3))
    else headers.append(name, value)
  }
  return new Response(new Uint8Array(bytes.subarray(end + 4)), { status, headers })
}
