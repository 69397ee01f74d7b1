import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type AppClient, appClient } from '../../action/runner/app-client.ts'
import { eventStream } from '../../action/runner/event-stream.ts'
import type { OrderEvent } from '../../recipes-schema/order/types.ts'

interface Heard {
  readonly path: string
  readonly token: string
  readonly body: Record<string, unknown>
}

type Reply = { readonly status: number; readonly body?: unknown; readonly drop?: true }

const sha = 'a'.repeat(40)
const order = {
  id: 'o1',
  kind: 'kitchen',
  environment: 'pr_1',
  head: sha,
  base: sha,
  merge_base: sha,
  plan_digest: `sha256:${'0'.repeat(64)}`,
  pull_request: 1,
  actor: 'cook',
  force: [],
}
const claimed: Reply = { status: 200, body: { schema_version: 1, order, run_token: 't'.repeat(43) } }
const receipt: Reply = { status: 200, body: { schema_version: 1, cancel: false } }
const refused = (status: number, code: string): Reply => ({
  status,
  body: { schema_version: 1, error: { code, message: `because ${code}`, hint: 'Mend it.' } },
})

/** An App that gives these replies, one a request, and remembers what it heard. */
async function app(...replies: Reply[]): Promise<{ client: AppClient; heard: Heard[]; minted: string[] }> {
  const heard: Heard[] = []
  const minted: string[] = []
  const server = createServer(async (request, response) => {
    heard.push({
      path: request.url ?? '',
      token: request.headers.authorization ?? '',
      body: JSON.parse(await textOf(request)),
    })
    const reply = replies.shift() ?? { status: 500 }
    if (reply.drop) request.socket.destroy()
    else response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body ?? {}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const client = appClient({
    server: `http://127.0.0.1:${port}/galley/`,
    order: 'o/1',
    mintToken: async (audience) => {
      minted.push(audience)
      return `oidc-${minted.length}`
    },
    signal: new AbortController().signal,
    waits: [1, 1],
  })
  return { client, heard, minted }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}

describe('a claim', () => {
  it('brings a fresh token for the App’s origin and gets the order', async () => {
    const { client, heard, minted } = await app(claimed)
    expect((await client.claim()).order.id).toBe('o1')
    expect(heard[0]).toMatchObject({
      path: '/galley/api/orders/o%2F1/claim',
      token: 'Bearer oidc-1',
      body: { schema_version: 1 },
    })
    expect(minted[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it.each<[string, Reply]>([
    ['is not ready', refused(425, 'not_ready')],
    ['is down', { status: 503 }],
    ['drops the connection', { status: 0, drop: true }],
  ])('is tried again, with a new token, when the App %s', async (_, reply) => {
    const { client, heard } = await app(reply, claimed)
    await client.claim()
    expect(heard.map((one) => one.token)).toEqual(['Bearer oidc-1', 'Bearer oidc-2'])
  })

  it.each([
    [401, 'token.invalid'],
    [403, 'token.foreign'],
    [409, 'order.claimed'],
    [422, 'message.invalid'],
  ])('is not tried again when the App refuses with %i', async (status, code) => {
    const { client, heard } = await app(refused(status, code))
    await expect(client.claim()).rejects.toMatchObject({ code, exit: 4, hint: 'Mend it.' })
    expect(heard).toHaveLength(1)
  })

  it('gives up after the last wait, and says who could not be reached', async () => {
    const { client } = await app({ status: 502 }, { status: 502 }, { status: 502 })
    await expect(client.claim()).rejects.toMatchObject({ exit: 3 })
  })

  it('does not believe an answer that is none', async () => {
    const { client } = await app({ status: 200, body: { schema_version: 2, order } })
    await expect(client.claim()).rejects.toMatchObject({ code: 'app.answer' })
  })
})

describe('events', () => {
  const event = (node: string): OrderEvent => ({
    type: 'node_started',
    at: '2026-01-01T00:00:00.000Z',
    recipe: 'r',
    node,
  })

  it('are numbered without gaps, with the run token', async () => {
    const { client, heard } = await app(claimed, receipt, receipt)
    await client.claim()
    const first = eventStream(
      client,
      () => {},
      () => {},
    )
    first.push(event('a'))
    first.push(event('b'))
    await first.end()
    expect(heard[1]).toMatchObject({
      token: `Bearer ${'t'.repeat(43)}`,
      body: { first: 0, events: [{ node: 'a' }, { node: 'b' }] },
    })
  })

  it('carry the App’s wish to cancel back', async () => {
    const { client } = await app(claimed, { status: 200, body: { schema_version: 1, cancel: true } })
    await client.claim()
    let cancelled = false
    const stream = eventStream(
      client,
      () => {
        cancelled = true
      },
      () => {},
    )
    stream.push(event('a'))
    await stream.end()
    expect(cancelled).toBe(true)
  })

  it('that cannot be sent are told once and hold nothing up', async () => {
    const { client } = await app(claimed, refused(409, 'events.gap'))
    await client.claim()
    const warnings: string[] = []
    const stream = eventStream(
      client,
      () => {},
      (message) => warnings.push(message),
    )
    stream.push(event('a'))
    await stream.end()
    stream.push(event('b'))
    await stream.end()
    expect(warnings).toEqual(['Progress is no longer shown: The App refused: because events.gap'])
  })
})
