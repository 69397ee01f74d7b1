import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What the server does with one request in place of its proper answer. */
export type Trouble = 'drop' | 'cut' | 'html' | number

export interface FakeTrino {
  readonly url: string
  /** Statements that were taken, which is what runs. */
  readonly taken: string[]
  /** Headers of the last request. */
  headers: IncomingMessage['headers']
  /** Paths of DELETE. */
  readonly deleted: string[]
  /** What was asked against the protocol: none is what a client should leave. */
  readonly breaches: string[]
}

/**
 * The statement protocol as a server that keeps to it strictly: pages in their order, the last one again if asked, nothing
 * after the end. `pages` come one by one after the posting; `posts` and `gets` are the troubles of the first requests.
 */
export async function fakeTrino(
  pages: readonly object[],
  { posts = [], gets = [] }: { posts?: readonly Trouble[]; gets?: readonly Trouble[] } = {},
): Promise<FakeTrino> {
  const [posting, getting] = [[...posts], [...gets]]
  let at = -1
  const server = createServer(async (request, response) => {
    fake.headers = request.headers
    const { method = '', url: path = '' } = request
    if (method === 'DELETE') {
      fake.deleted.push(path)
      response.writeHead(204).end()
      return
    }
    if (method === 'POST' && path === '/v1/statement') {
      let text = ''
      for await (const chunk of request) text += String(chunk)
      const trouble = posting.shift()
      // A refusal comes before the statement is taken; an answer that is lost, also by a gateway, comes after.
      if (typeof trouble !== 'number' || trouble === 502 || trouble === 504) fake.taken.push(text)
      answer(response, trouble, page(-1))
      return
    }
    const asked = Number(/^\/v1\/statement\/executing\/q\/slug\/(\d+)$/.exec(path)?.[1] ?? Number.NaN)
    if (method !== 'GET' || (asked !== at && asked !== at + 1) || asked >= pages.length)
      fake.breaches.push(`${method} ${path} after page ${at}`)
    const trouble = getting.shift()
    if (typeof trouble !== 'number') at = asked
    answer(response, trouble, page(asked))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fake: FakeTrino = { url, taken: [], headers: {}, deleted: [], breaches: [] }
  const page = (index: number): string => {
    const next = index + 1 < pages.length ? { nextUri: `${url}/v1/statement/executing/q/slug/${index + 1}` } : {}
    return JSON.stringify({ id: 'q', ...next, ...pages[index] }).replaceAll(/"exact:(\d+)"/g, '$1')
  }
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return fake
}

function answer(response: ServerResponse, trouble: Trouble | undefined, page: string): void {
  if (trouble === 'drop') response.destroy()
  else if (trouble === 'cut') {
    response.writeHead(200, { 'Content-Length': page.length + 100 }).write(page.slice(0, 10))
    setTimeout(() => response.destroy(), 20)
  } else if (trouble === 'html') response.writeHead(200).end('<html><title>Log in</title></html>')
  else if (trouble !== undefined) response.writeHead(trouble).end('no')
  else response.writeHead(200).end(page)
}
