import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWeb, type Web, webhookSecret } from './support/web.ts'

let web: Web
beforeAll(async () => {
  web = await startWeb()
})
afterAll(() => web.stop())

function deliver(id: string, body: string, signature = sign(body)): Promise<Response> {
  return fetch(`${web.url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: { 'x-github-delivery': id, 'x-github-event': 'pull_request', 'x-hub-signature-256': signature },
  })
}

function sign(body: string): string {
  return `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`
}

const body = JSON.stringify({ action: 'opened', repository: { id: 501 }, pull_request: { number: 7, title: 'größer' } })

describe('a webhook', () => {
  test('is stored, queued for its pull request, and answered', async () => {
    const id = randomUUID()
    expect((await deliver(id, body)).status).toBe(202)
    expect(await web.galley.store.deliveries.get(id)).toMatchObject({
      event: 'pull_request',
      payload: body,
      processed: false,
    })
    expect(web.queued).toContainEqual({ key: '501#7', job: { type: 'delivery', delivery: id } })
  })

  test.each([
    ['of another body', sign('{}')],
    ['of another secret', `sha256=${createHmac('sha256', 'x').update(body).digest('hex')}`],
    ['that is none', 'x'],
  ])('with the signature %s is refused, and nothing is stored', async (_, signature) => {
    const id = randomUUID()
    const answer = await deliver(id, body, signature)
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: { code: 'signature_invalid' } }])
    expect(await web.galley.store.deliveries.get(id)).toBeNull()
  })

  test('that was processed is not worked again; one that was not is', async () => {
    const id = randomUUID()
    await deliver(id, body)
    expect((await deliver(id, body)).status).toBe(202)
    await web.galley.store.deliveries.processed(id)
    const before = web.queued.length
    expect((await deliver(id, body)).status).toBe(200)
    expect(web.queued.length).toBe(before)
  })

  test('that is not JSON is none', async () => {
    expect((await deliver(randomUUID(), 'x')).status).toBe(400)
  })
})

describe('a chart', () => {
  test('is served as a picture that may be kept for ever', async () => {
    const png = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])
    const id = await web.galley.store.charts.keep('501', 'order-x', png)
    const answer = await fetch(`${web.url}/charts/${id}.png`)
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(png)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
  })

  test.each(['/charts/0.png', `/charts/${'0'.repeat(48)}.png`, '/charts/../package.json', '/nothing'])(
    'at %s is not there',
    async (path) => {
      expect((await fetch(`${web.url}${path}`)).status).toBe(404)
    },
  )
})

test('health', async () => {
  const answers = await Promise.all(
    ['/healthz', '/readyz'].map(async (path) => (await fetch(`${web.url}${path}`)).json()),
  )
  expect(answers).toEqual([
    { schema_version: 1, ok: true },
    { schema_version: 1, ok: true, parked: 0 },
  ])
})
