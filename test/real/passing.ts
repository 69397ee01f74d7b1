import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A proxy that passes requests on, and cuts the connection instead of giving the answers that `isLost` names. */
export async function passing(
  target: string,
  isLost: (request: { readonly method: string; readonly url: string }, body: string) => boolean,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = 'GET', url = '/', headers } = request
    const passed = Object.fromEntries(
      ['authorization', 'content-type', 'accept'].flatMap((name) => {
        const value = headers[name]
        return typeof value === 'string' ? [[name, value]] : []
      }),
    )
    const body = chunks.length === 0 ? null : Buffer.concat(chunks)
    const answer = await fetch(target + url, { method, headers: passed, body, redirect: 'manual' })
    const bytes = Buffer.from(await answer.arrayBuffer())
    if (isLost({ method, url }, body?.toString() ?? '')) return void request.socket.destroy()
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
    response.end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
