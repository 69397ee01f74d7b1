import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OrderContent } from '../../app/orders/order.ts'
import { anOrder, aReport, repository } from './support/orders.ts'
import { startWeb, type Web } from './support/web.ts'

let web: Web
beforeAll(async () => {
  web = await startWeb()
})
afterAll(() => web.stop())

const workflow = 'harbour/flights/.github/workflows/galley.yml@refs/heads/main'

async function dispatched(over: Partial<OrderContent> = {}): Promise<{ order: OrderContent; runId: string }> {
  const order = anOrder(over)
  const runId = String(Math.floor(Math.random() * 1e9))
  await web.galley.store.orders.request(order)
  await web.galley.store.orders.advance(order.id, {
    type: 'dispatched',
    run: { id: runId, url: `https://github.test/${runId}` },
  })
  return { order, runId }
}

function claimsFor(runId: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: web.issuer.url,
    aud: web.url,
    jti: randomUUID(),
    iat: now,
    exp: now + 300,
    repository_id: String(repository.id),
    repository_owner_id: String(repository.ownerId),
    repository: 'harbour/flights',
    run_id: runId,
    run_attempt: '1',
    event_name: 'workflow_dispatch',
    workflow_ref: workflow,
    ...over,
  }
}

async function post(
  path: string,
  bearer: string | null,
  body: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${web.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }) },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const claimBody = { schema_version: 1, galley: '0.1.0' }

async function claimed(
  over: Partial<OrderContent> = {},
): Promise<{ order: OrderContent; runId: string; token: string }> {
  const { order, runId } = await dispatched(over)
  const answer = await post(`/api/orders/${order.id}/claim`, await web.issuer.mint(claimsFor(runId)), claimBody)
  return { order, runId, token: String(answer.body.run_token) }
}

describe('a claim', () => {
  test('hands the order over, without what only the App needs', async () => {
    const { order, runId } = await dispatched()
    const answer = await post(`/api/orders/${order.id}/claim`, await web.issuer.mint(claimsFor(runId)), claimBody)
    const { id, kind, environment, head, base, merge_base, plan_digest, pull_request, actor, force } = order
    expect(answer).toEqual({
      status: 200,
      body: {
        schema_version: 1,
        order: { id, kind, environment, head, base, merge_base, plan_digest, pull_request, actor, force },
        run_token: expect.stringMatching(/^galley_run_[\w-]{43}$/),
      },
    })
  })

  test('is told to wait while the run is not known', async () => {
    const order = anOrder()
    await web.galley.store.orders.request(order)
    const answer = await post(`/api/orders/${order.id}/claim`, await web.issuer.mint(claimsFor('1')), claimBody)
    expect(answer).toMatchObject({ status: 425, body: { error: { code: 'not_ready' } } })
  })

  const now = Math.floor(Date.now() / 1000)
  test.each<[string, Record<string, unknown>, number, string]>([
    ['another repository', { repository_id: '502' }, 404, 'order_unknown'],
    ['another owner', { repository_owner_id: '10' }, 403, 'token_other'],
    ['another run', { run_id: '4' }, 403, 'token_other'],
    ['another event', { event_name: 'pull_request' }, 403, 'token_other'],
    ['a workflow of a branch', { workflow_ref: workflow.replace('main', 'evil') }, 403, 'token_other'],
    ['another workflow', { workflow_ref: workflow.replace('galley.yml', 'other.yml') }, 403, 'token_other'],
    ['the default audience', { aud: 'https://github.com/harbour' }, 401, 'token_invalid'],
    ['an old token', { iat: now - 3600, exp: now + 3600 }, 401, 'token_invalid'],
    ['an expired token', { iat: now - 500, exp: now - 200 }, 401, 'token_invalid'],
    ['a token without an id', { jti: undefined }, 401, 'token_invalid'],
    ['an issuer that nobody named', { iss: 'https://issuer.test' }, 401, 'issuer_unknown'],
  ])('is refused for %s', async (_, over, status, code) => {
    const { order, runId } = await dispatched()
    const answer = await post(`/api/orders/${order.id}/claim`, await web.issuer.mint(claimsFor(runId, over)), claimBody)
    expect(answer).toMatchObject({ status, body: { schema_version: 1, error: { code } } })
    expect((await web.galley.store.orders.get(order.id))?.state.status).toBe('dispatched')
  })

  test.each([
    ['no token', null],
    ['no real token', 'x.y.z'],
  ])('is refused with %s', async (_, bearer) => {
    const { order } = await dispatched()
    expect((await post(`/api/orders/${order.id}/claim`, bearer, claimBody)).status).toBe(401)
  })

  test('is refused when somebody else signed the token', async () => {
    const { order, runId } = await dispatched()
    const other = await import('./support/issuer.ts').then(({ startIssuer }) => startIssuer())
    const forged = await other.mint(claimsFor(runId))
    await other.stop()
    expect((await post(`/api/orders/${order.id}/claim`, forged, claimBody)).status).toBe(401)
  })

  test('is made once; a token is good once; a new attempt of the same run may claim again', async () => {
    const { order, runId } = await dispatched()
    const path = `/api/orders/${order.id}/claim`
    const token = await web.issuer.mint(claimsFor(runId))
    expect((await post(path, token, claimBody)).status).toBe(200)
    expect(await post(path, token, claimBody)).toMatchObject({
      status: 401,
      body: { error: { code: 'token_replayed' } },
    })
    const again = await web.issuer.mint(claimsFor(runId))
    expect(await post(path, again, claimBody)).toMatchObject({ status: 409, body: { error: { code: 'claimed' } } })
    const second = await web.issuer.mint(claimsFor(runId, { run_attempt: '2' }))
    expect((await post(path, second, claimBody)).status).toBe(200)
  })
})

describe('events', () => {
  const at = '2026-05-04T10:00:00.000Z'
  const started = { type: 'started', at, total: 2 }
  const finished = { type: 'node_finished', at, recipe: 'flights', node: 'arrivals', state: 'succeeded', seconds: 1 }

  test('are counted once, whatever is repeated, and a gap is refused', async () => {
    const { order, token } = await claimed()
    const send = (first: number, events: unknown[]) =>
      post(`/api/orders/${order.id}/events`, token, { schema_version: 1, first, events })
    expect(await send(0, [started, finished])).toEqual({ status: 200, body: { schema_version: 1, cancel: false } })
    expect((await send(0, [started, finished])).status).toBe(200)
    expect((await send(1, [finished, finished])).status).toBe(200)
    expect(await send(9, [finished])).toMatchObject({
      status: 409,
      body: { error: { code: 'gap', hint: 'Send from 3 on.' } },
    })
    expect((await web.galley.store.orders.get(order.id))?.progress).toMatchObject({ total: 2, done: 2, failed: 0 })
  })

  test('tell the runner to stop once the order is superseded; its report comes too late', async () => {
    const { order, token } = await claimed()
    await web.galley.store.orders.advance(order.id, { type: 'superseded', by: 'a push' })
    const body = { schema_version: 1, first: 0, events: [started] }
    expect(await post(`/api/orders/${order.id}/events`, token, body)).toMatchObject({
      status: 200,
      body: { cancel: true },
    })
    expect(await post(`/api/orders/${order.id}/report`, token, aReport(order))).toMatchObject({
      status: 409,
      body: { error: { code: 'superseded' } },
    })
  })

  test("are refused with another order's token, and when they are none", async () => {
    const [one, other] = await Promise.all([claimed(), claimed()])
    const body = { schema_version: 1, first: 0, events: [started] }
    expect((await post(`/api/orders/${one.order.id}/events`, other.token, body)).status).toBe(403)
    expect((await post(`/api/orders/${one.order.id}/events`, one.token, { ...body, schema_version: 2 })).status).toBe(
      422,
    )
  })
})

describe('a report', () => {
  test('is stored, answered and queued; sent again it is taken for what it is', async () => {
    const { order, token } = await claimed()
    const path = `/api/orders/${order.id}/report`
    expect(await post(path, token, aReport(order))).toEqual({ status: 200, body: { schema_version: 1, cancel: false } })
    expect((await post(path, token, aReport(order))).status).toBe(200)
    const kept = await web.galley.store.orders.get(order.id)
    expect([kept?.state.status, kept?.report]).toEqual(['reported', aReport(order)])
    expect(web.queued).toContainEqual({ key: '501#7', job: { type: 'judge', order: order.id } })
    const history = await web.galley.store.orders.history(order.id)
    expect(history.map((state) => state.status)).toEqual(['requested', 'dispatched', 'claimed', 'reported'])
  })

  test.each([
    ['another order', { id: 'order-other' }, 'other_order'],
    ['another commit', { head: '9'.repeat(40) }, 'other_head'],
    ['another plan', { plan_digest: `sha256:${'e'.repeat(64)}` }, 'other_digest'],
  ])('about %s is refused for good, and the gate will say so', async (_, over, code) => {
    const { order, token } = await claimed()
    const report = aReport(order)
    const forged = { ...report, order: { ...report.order, ...over } }
    const path = `/api/orders/${order.id}/report`
    expect(await post(path, token, forged)).toMatchObject({ status: 422, body: { error: { code } } })
    expect(web.queued).toContainEqual({ key: '501#7', job: { type: 'refused', order: order.id } })
    expect((await post(path, token, report)).status).toBe(409)
  })

  test('that does not decode is refused for good', async () => {
    const { order, token } = await claimed()
    const answer = await post(`/api/orders/${order.id}/report`, token, { ...aReport(order), extra: true })
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'not_a_report' } } })
    expect((await web.galley.store.orders.get(order.id))?.state).toMatchObject({ status: 'refused' })
  })

  test.each([
    ['no token', null, 401],
    ['a wrong token', 'galley_run_wrong', 403],
  ])('with %s changes nothing', async (_, bearer, status) => {
    const { order } = await claimed()
    expect((await post(`/api/orders/${order.id}/report`, bearer, aReport(order))).status).toBe(status)
    expect((await web.galley.store.orders.get(order.id))?.state.status).toBe('claimed')
  })

  test('above 5 MB is refused before it is read', async () => {
    const { order, token } = await claimed()
    const answer = await post(`/api/orders/${order.id}/report`, token, { filler: 'x'.repeat(5_100_000) })
    expect(answer).toMatchObject({ status: 413, body: { error: { code: 'too_large' } } })
  })
})
