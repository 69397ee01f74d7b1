import { generateKeyPairSync } from 'node:crypto'
import nock from 'nock'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Check, planName } from '../../app/checks/check.ts'
import { RateLimited } from '../../app/github/attempts.ts'
import { createGitHub } from '../../app/github/github.ts'
import { kitchenWork } from '../../app/github/permissions.ts'
import type { RepositoryClient } from '../../app/github/repository.ts'

const base = 'https://git.corp.test'
const address = { id: 501, owner: 'harbour', name: 'flights', installationId: 3 }
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const head = '1'.repeat(40)

let client: RepositoryClient
let slept: number[]
let api: nock.Scope

beforeEach(() => {
  nock.disableNetConnect()
  slept = []
  const github = createGitHub({
    appId: 12,
    privateKey: pem,
    baseUrl: `${base}/api/v3`,
    log: pino({ level: 'silent' }),
    sleep: async (ms) => {
      slept.push(ms)
    },
  })
  client = github.repository(address, kitchenWork)
  api = nock(`${base}/api/v3`)
})
afterEach(() => {
  const pending = nock.pendingMocks()
  nock.cleanAll()
  nock.enableNetConnect()
  expect(pending).toEqual([])
})

function token(): nock.Scope {
  return api
    .post('/app/installations/3/access_tokens', { repository_ids: [501], permissions: { ...kitchenWork } })
    .reply(201, { token: 'ghs_x', expires_at: '2026-05-04T11:00:00Z' })
}

const check: Check = {
  name: planName,
  externalId: 'order-1',
  conclusion: 'success',
  detailsUrl: null,
  output: { title: 't', summary: 's', text: null, annotations: [], images: [] },
  actions: [],
}
const runs = '/repos/harbour/flights/check-runs'
const dispatches = '/repos/harbour/flights/actions/workflows/galley.yml/dispatches'
const listed = /\/repos\/harbour\/flights\/commits\/1+\/check-runs\?.*app_id=12/
const inputs = { order: 'order-1', sha: head, server: 'https://galley.test', environment: 'pr_7' }

describe('a token', () => {
  test('is for one repository with the permissions asked for, and is kept', async () => {
    token()
    api.get('/repos/harbour/flights/pulls/7').twice().reply(200, pull())
    await client.pulls.get(7)
    expect(await client.pulls.get(7)).toMatchObject({ number: 7, fork: true, draft: false })
  })
})

describe('a read', () => {
  test('is tried again when the server fails or hangs up', async () => {
    token()
    api.get('/repos/harbour/flights/pulls/7').reply(502)
    api.get('/repos/harbour/flights/pulls/7').replyWithError('socket hang up')
    api.get('/repos/harbour/flights/pulls/7').reply(200, pull())
    expect((await client.pulls.get(7)).number).toBe(7)
    expect(slept).toEqual([250, 1000])
  })

  test('is not tried again when GitHub says no', async () => {
    token()
    api.get('/repos/harbour/flights/pulls/7').reply(404, { message: 'Not Found' })
    await expect(client.pulls.get(7)).rejects.toMatchObject({ status: 404 })
    expect(slept).toEqual([])
  })

  test.each([
    ['429', 429, { 'retry-after': '7' }, {}],
    ['a secondary limit', 403, { 'retry-after': '7' }, { message: 'You have exceeded a secondary rate limit.' }],
  ])('waits as long as %s says, and the wait has a name', async (_, status, headers, body) => {
    token()
    api.get('/repos/harbour/flights/pulls/7').reply(status, body, headers)
    api.get('/repos/harbour/flights/pulls/7').reply(200, pull())
    await client.pulls.get(7)
    expect([slept, client.delayedSeconds()]).toEqual([[7000], 7])
  })

  test('that would have to wait for long is left for later', async () => {
    token()
    api.get('/repos/harbour/flights/pulls/7').reply(429, {}, { 'retry-after': '900' })
    await expect(client.pulls.get(7)).rejects.toThrowError(new RateLimited(900, null).message)
    expect(slept).toEqual([])
  })
})

describe('a write', () => {
  test('whose answer got lost is found and not written twice', async () => {
    token()
    api.post(runs).replyWithError('socket hang up')
    api.get(listed).reply(200, { total_count: 1, check_runs: [{ id: 88, name: planName, external_id: 'order-1' }] })
    expect(await client.checks.create(head, check)).toBe('88')
  })

  test('that did not arrive is written again', async () => {
    token()
    api.post(runs).reply(503)
    api.get(listed).reply(200, { total_count: 1, check_runs: [{ id: 87, name: planName, external_id: 'order-0' }] })
    api.post(runs).reply(201, { id: 89 })
    expect(await client.checks.create(head, check)).toBe('89')
  })

  test('is given up after four attempts', async () => {
    token()
    api.post(runs).times(4).reply(503)
    api.get(listed).times(3).reply(200, { total_count: 0, check_runs: [] })
    await expect(client.checks.create(head, check)).rejects.toMatchObject({ status: 503 })
    expect(slept).toEqual([250, 1000, 4000])
  })

  test('of annotations is repeated without them when they arrived', async () => {
    token()
    const note = { path: 'a.sql', startLine: 1, endLine: 1, level: 'failure', title: 't', message: 'm' } as const
    const noted = { ...check, output: { ...check.output, annotations: [note] } }
    const sent: number[] = []
    const count = (body: { output: { annotations?: unknown[] } }) => sent.push(body.output.annotations?.length ?? 0) > 0
    api.patch(`${runs}/88`, count).replyWithError('socket hang up')
    api.get(`${runs}/88`).reply(200, { output: { annotations_count: 1 } })
    api.patch(`${runs}/88`, count).reply(200, {})
    await client.checks.update('88', noted)
    expect([sent[0], sent.at(-1)]).toEqual([1, 0])
  })
})

describe('a dispatch', () => {
  test('answers the run it became', async () => {
    token()
    api
      .post(dispatches, { ref: 'main', inputs, return_run_details: true })
      .reply(200, { workflow_run_id: 4711, html_url: `${base}/runs/4711` })
    expect(await client.runs.dispatch('main', inputs, 'galley order-1', 'galley.yml')).toEqual({
      type: 'started',
      run: { id: '4711', url: `${base}/runs/4711` },
    })
  })

  test('goes without run details where the server does not know them', async () => {
    token()
    api
      .post(dispatches, { ref: 'main', inputs, return_run_details: true })
      .reply(422, { message: 'not a permitted key' })
    api.post(dispatches, { ref: 'main', inputs }).reply(204)
    expect(await client.runs.dispatch('main', inputs, 'galley order-1', 'galley.yml')).toEqual({ type: 'taken' })
  })

  test('whose answer got lost is found by the name of its run', async () => {
    token()
    api.post(dispatches).reply(502)
    api
      .get(/\/actions\/workflows\/galley\.yml\/runs/)
      .reply(200, { total_count: 1, workflow_runs: [{ id: 4712, display_title: 'galley order-1', html_url: 'u' }] })
    expect(await client.runs.dispatch('main', inputs, 'galley order-1', 'galley.yml')).toEqual({
      type: 'started',
      run: { id: '4712', url: 'u' },
    })
  })

  test.each([
    ['the workflow is missing', 404],
    ['the workflow wants other inputs', 422],
  ])('is an answer and no error when %s', async (_, status) => {
    token()
    api
      .post(dispatches)
      .times(status === 422 ? 2 : 1)
      .reply(status, { message: 'no' })
    expect(await client.runs.dispatch('main', inputs, 'galley order-1', 'galley.yml')).toMatchObject({
      type: 'refused',
      status,
    })
  })
})

describe('the comment', () => {
  const comments = '/repos/harbour/flights/issues/7/comments'
  const ours = { id: 5, body: '<!-- m -->\nold', performed_via_github_app: { id: 12 } }

  test('is found by its marker among those of our own App, and edited', async () => {
    token()
    const others = [{ id: 4, body: '<!-- m --> forged', performed_via_github_app: null }, ours]
    api.get(comments).query(true).reply(200, others)
    api.patch('/repos/harbour/flights/issues/comments/5', { body: 'new' }).reply(200, {})
    expect(await client.comments.keep(7, null, '<!-- m -->', 'new')).toBe('5')
  })

  test('is written anew when somebody deleted it', async () => {
    token()
    api.patch('/repos/harbour/flights/issues/comments/5').reply(404, { message: 'Not Found' })
    api.post(comments, { body: 'new' }).reply(201, { id: 6 })
    expect(await client.comments.keep(7, '5', '<!-- m -->', 'new')).toBe('6')
  })
})

function pull(): object {
  return {
    number: 7,
    title: 'Count late arrivals',
    state: 'open',
    merged: false,
    merge_commit_sha: null,
    draft: false,
    commits: 1,
    head: { sha: head, repo: null },
    base: { ref: 'main', repo: { id: 501 } },
    user: { login: 'ada' },
  }
}
