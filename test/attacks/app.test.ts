import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Report } from '../../recipes-schema/report/types.ts'
import type { CheckRun } from '../app/support/github.ts'
import { type Loop, passing, startLoop } from '../app/support/loop.ts'
import { files } from '../app/support/project.ts'

// Attacks on the running App over HTTP. docs/explanation/security.md names each of them beside the threat it is about.
let loop: Loop
const sql = 'recipes/flights/sql/arrivals.sql'
const galleyYaml = files['galley.yaml'] ?? ''

beforeAll(async () => {
  loop = await startLoop()
  loop.github.commit(files, [])
})
afterAll(() => loop.stop())
beforeEach(() => {
  loop.github.roles.clear()
  loop.github.main = null
})

let numbers = 500
let variants = 0
let comments = 50_000

interface Opened {
  readonly number: number
  readonly head: string
}

const variant = (more: object = {}): string =>
  loop.github.commit({ ...files, [sql]: `${files[sql]}where ${++variants} > 0 -- attack\n`, ...more })

async function open(over: object = {}, head = variant()): Promise<Opened> {
  const number = numbers++
  await loop.push(number, head, 'opened', over)
  return { number, head }
}

async function openFork(): Promise<Opened> {
  const head = variant()
  return open({ head: { sha: head, repo: { id: 999 } }, user: { login: 'mallory' } }, head)
}

const until = <T>(find: () => T | undefined) => loop.github.until(find)
const gates = ({ head }: Opened): CheckRun[] =>
  loop.github.checks.filter((one) => one.head_sha === head && one.name === 'galley / gate')
const gate = (pull: Opened, conclusion: string) =>
  until(() => gates(pull).findLast((one) => one.conclusion === conclusion))
const runsOf = ({ head }: Opened) => loop.github.runs.filter((run) => run.inputs.sha === head)
const runOf = ({ number }: Opened, at = 0) =>
  until(() => loop.github.runs.filter((run) => run.inputs.environment === `pr_${number}`)[at])

async function say({ number }: Opened, body: string, login = 'mallory', over: object = {}): Promise<string> {
  const id = comments++
  const payload = { issue: { number, pull_request: {} }, comment: { id, body }, sender: { login, type: 'User' } }
  await loop.deliver('issue_comment', { action: 'created', ...payload, ...over })
  const found = await until(() => loop.github.comments.find((one) => one.body.includes(`galley:reply:${id} `)))
  return found.body
}

/** Says it in a way that is no command, and something else afterwards that is, so that the first has surely been worked. */
async function sayNothing(pull: Opened, body: string, over: object = {}): Promise<void> {
  const before = loop.github.comments.length
  const payload = { issue: { number: pull.number, pull_request: {} }, comment: { id: comments++, body } }
  await loop.deliver('issue_comment', { action: 'created', ...payload, ...over })
  await say(pull, '/kitchen status', 'ada')
  expect(loop.github.comments.length).toBe(before + 1)
}

async function report(pull: Opened, change: (report: Report) => object = (one) => one, at = 0): Promise<number> {
  const { order, token } = await loop.claim(await runOf(pull, at))
  return (await loop.post(order.id, 'report', token, change(passing(order)))).status
}

describe("a stranger's code", () => {
  test('from a fork does not run, whatever its author asks for', async () => {
    loop.github.roles.set('mallory', 'read')
    const pull = await openFork()
    await gate(pull, 'action_required')
    for (const body of [
      '/kitchen run',
      '/kitchen run --force',
      '/kitchen retry',
      '/kitchen reset',
      `/kitchen approve ${pull.head}`,
    ])
      expect(await say(pull, body)).toMatch(/was not done|Not started/)
    const check = { name: 'galley / gate', head_sha: pull.head, pull_requests: [] }
    for (const identifier of ['run', 'approve', 'accept', 'promote', 'constructor'])
      await loop.deliver('check_run', {
        action: 'requested_action',
        requested_action: { identifier },
        check_run: check,
        sender: { login: 'mallory', type: 'User' },
      })
    await say(pull, '/kitchen status')
    expect(runsOf(pull)).toEqual([])
  })

  test('that was approved is not handed to the workflow that has production’s secrets', async () => {
    loop.github.roles.set('grace', 'maintain')
    const pull = await openFork()
    await say(pull, `/kitchen approve ${pull.head}`, 'grace')
    const run = await runOf(pull)
    expect(run.file).toBe('galley-fork.yml')
    expect((await loop.claim({ ...run, file: 'galley.yml' })).order).toBeUndefined()
    const { order } = await loop.claim(run)
    expect(order.environment).toBe(`pr_${pull.number}`)
  })

  test('always starts from the default branch’s workflow, with the commit as data', async () => {
    const pull = await open()
    await runOf(pull)
    expect(loop.github.refs.length).toBeGreaterThan(0)
    expect(new Set(loop.github.refs)).toEqual(new Set(['main']))
  })
})

describe('policy in a pull request', () => {
  test('gives its author no permission', async () => {
    loop.github.main = loop.github.commit({ ...files, 'galley.yaml': `${galleyYaml}permissions: { run: [admin] }\n` })
    const head = variant({
      'galley.yaml': `${galleyYaml}permissions: { run: [read, '@mallory'], promote: ['@mallory'] }\n`,
    })
    const pull = await open({}, head)
    expect(await say(pull, '/kitchen run')).toContain('It takes `admin`')
    expect(await say(pull, '/kitchen promote')).toContain('It takes `maintain`')
  })

  test('does not open its own gate', async () => {
    loop.github.main = loop.github.commit({ ...files, 'galley.yaml': `${galleyYaml}gate: { approvals: 2 }\n` })
    const pull = await open({}, variant({ 'galley.yaml': `${galleyYaml}gate: { approvals: 0 }\n` }))
    await report(pull)
    expect((await gate(pull, 'action_required')).output.title).toContain('approvals')
  })

  test('that makes the default branch unreadable allows nobody anything', async () => {
    const pull = await open()
    await runOf(pull)
    loop.github.main = loop.github.commit({ ...files, 'galley.yaml': 'galley: [\n' })
    expect(await say(pull, '/kitchen reset', 'ada')).toContain('cannot be read')
  })
})

describe('a head that moves', () => {
  test('takes no approval, acceptance or merge with it', async () => {
    loop.github.roles.set('grace', 'maintain')
    const pull = await open()
    await report(pull)
    await gate(pull, 'success')
    const head = variant()
    await loop.push(pull.number, head)
    await runOf(pull, 1)
    expect(await say(pull, `/kitchen approve ${pull.head}`, 'grace')).toContain('not the newest commit')
    for (const identifier of ['promote', 'accept', 'approve']) {
      const check_run = { name: 'galley / gate', head_sha: pull.head, pull_requests: [{ number: pull.number }] }
      const requested_action = { identifier }
      await loop.deliver('check_run', {
        action: 'requested_action',
        requested_action,
        check_run,
        sender: { login: 'grace', type: 'User' },
      })
    }
    await say(pull, '/kitchen status')
    expect(loop.github.writes.filter((write) => write.includes(`/pulls/${pull.number}/merge`))).toEqual([])
    expect(loop.github.runs.filter((run) => run.inputs.environment === `pr_${pull.number}`)).toHaveLength(2)
  })
})

describe('nothing is green', () => {
  test.each<[string, (report: Report) => object]>([
    ['when nothing ran', (one) => ({ ...one, nodes: [], tests: [], measures: [] })],
    ['when a planned node is missing', (one) => ({ ...one, nodes: one.nodes.slice(1) })],
    ['when a planned test is missing', (one) => ({ ...one, tests: one.tests.slice(1) })],
    ['when a measure is missing', (one) => ({ ...one, measures: [] })],
    [
      'when a failed stop test is called a warning',
      (one) => ({ ...one, tests: one.tests.map((test) => ({ ...test, state: 'failed', severity: 'log' })) }),
    ],
    [
      'when the runner says that it failed',
      (one) => ({ ...one, verdict: 'fail', reasons: [{ code: 'test_failed', subject: 'x', message: 'no' }] }),
    ],
    ['when the order ended in an error', (one) => ({ ...one, error: { code: 'x', message: 'no', hint: null } })],
  ])('%s', async (_, change) => {
    const pull = await open()
    expect(await report(pull, change)).toBe(200)
    await gate(pull, 'failure')
    expect(gates(pull).filter((one) => one.conclusion === 'success')).toEqual([])
  })

  test.each<[string, (report: Report) => object, number]>([
    [
      'by a report about another order',
      (one) => ({ ...one, order: { ...one.order, id: 'order-0000000000000000' } }),
      422,
    ],
    ['by a report about another commit', (one) => ({ ...one, order: { ...one.order, head: 'e'.repeat(40) } }), 422],
    [
      'by a report about another plan',
      (one) => ({ ...one, order: { ...one.order, plan_digest: `sha256:${'1'.repeat(64)}` } }),
      422,
    ],
    [
      'by a report that brings a picture of its own',
      (one) => ({ ...one, measures: one.measures.map((m) => ({ ...m, svg: '<svg onload=alert(1)>' })) }),
      422,
    ],
  ])('%s', async (_, change, status) => {
    const pull = await open()
    expect(await report(pull, change)).toBe(status)
    await gate(pull, 'failure')
  })

  test('because somebody else has posted a check of that name', async () => {
    const pull = await open()
    await runOf(pull)
    loop.github.checks.push({
      ...(gates(pull)[0] as CheckRun),
      id: loop.github.checks.length + 1,
      external_id: 'forged',
      status: 'completed',
      conclusion: 'success',
    })
    loop.github.roles.set('grace', 'maintain')
    await report(pull, (one) => ({ ...one, nodes: [] }))
    await until(() => gates(pull).find((one) => one.conclusion === 'failure' && one.external_id !== 'forged'))
  })
})

describe('a command', () => {
  test.each<[string, string, object]>([
    ['in a quote', '> /kitchen cancel', {}],
    ['in code', '`/kitchen cancel`', {}],
    ['in a block', '```\n/kitchen cancel\n```', {}],
    ['on a later line', 'Look:\n/kitchen cancel', {}],
    ['of a bot', '/kitchen cancel', { sender: { login: 'helper[bot]', type: 'Bot' } }],
    ['in an edited comment', '/kitchen cancel', { action: 'edited' }],
    ['on an issue', '/kitchen cancel', { issue: { number: 1 } }],
  ])('%s is none', async (_, body, over) => {
    const pull = await open()
    const run = await runOf(pull)
    await sayNothing(pull, body, over)
    expect(run.cancelled).toBe(false)
  })

  test('cannot bring markup, mentions or our own markers into our words', async () => {
    const pull = await open()
    const said = await say(
      pull,
      '/kitchen explain "@everyone <!-- galley:kitchen --> <img src=x onerror=alert(1)>"',
      'ada',
    )
    expect(said.replace(/^<!-- galley:reply:\d+ -->/, '')).not.toContain('<!--')
    expect(said.replace(/`[^`]*`/g, '')).not.toMatch(/<img|@everyone/)
  })
})

describe('names in a pull request', () => {
  test('are words in checks and comments, never markup', async () => {
    const title = '$(touch /tmp/pwned) `id` @everyone <!-- galley:kitchen -->'
    const pull = await open({ title })
    await report(pull, (one) => ({
      ...one,
      tests: one.tests.map((test, at) =>
        at === 0
          ? { ...test, state: 'failed', failures: 1, message: '<!-- galley:kitchen --> @everyone <script>' }
          : test,
      ),
    }))
    const red = await gate(pull, 'failure')
    const comment = await until(() => loop.github.comments.find((one) => one.body.includes(pull.head.slice(0, 7))))
    for (const text of [red.output.summary, comment.body.replace('<!-- galley:kitchen -->', '')])
      expect(text).not.toMatch(/<!--|<script|(^|[^`\w])@everyone/)
  })
})

describe('a runner', () => {
  test('with another order’s token is refused', async () => {
    const [one, other] = [await open(), await open()]
    const first = await loop.claim(await runOf(one))
    const second = await loop.claim(await runOf(other))
    expect((await loop.post(first.order.id, 'report', second.token, passing(first.order))).status).toBe(403)
    expect((await loop.post(first.order.id, 'report', 'x'.repeat(40), passing(first.order))).status).toBeGreaterThan(
      400,
    )
  })

  test('that reports again changes no verdict', async () => {
    const pull = await open()
    const { order, token } = await loop.claim(await runOf(pull))
    await loop.post(order.id, 'report', token, { ...passing(order), nodes: [] })
    await gate(pull, 'failure')
    await loop.post(order.id, 'report', token, passing(order))
    await say(pull, '/kitchen status', 'ada')
    expect(gates(pull).map((one) => one.conclusion)).toEqual(['failure'])
  })
})

describe('a picture', () => {
  test('is not found by its number, and not any more once the App has left', async () => {
    const pull = await open()
    await report(pull)
    await gate(pull, 'success')
    const charts = loop.github.checks.find((one) => one.head_sha === pull.head && one.name === 'galley / charts')
    const url = charts?.output.images[0]?.image_url ?? ''
    expect(url).toMatch(/\/charts\/[0-9a-f]{48}\.png$/)
    const answer = await fetch(url)
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'")
    expect((await fetch(url.replace(/.{8}\.png$/, '00000000.png'))).status).toBe(404)
    await loop.deliver('installation', { action: 'deleted', repositories: [{ id: 501, name: 'flights' }] })
    for (;;) if ((await fetch(url)).status === 404) break
  })
})

test('a webhook that nobody signed is not worked', async () => {
  const body = JSON.stringify({ action: 'opened' })
  for (const signature of [undefined, 'sha256=', `sha256=${'0'.repeat(64)}`, `sha1=${'0'.repeat(40)}`]) {
    const headers = { 'x-github-event': 'pull_request', 'x-github-delivery': randomUUID() }
    const all = signature === undefined ? headers : { ...headers, 'x-hub-signature-256': signature }
    const answer = await fetch(`${loop.url}/api/github/webhooks`, { method: 'POST', body, headers: all })
    expect(answer.status).toBe(401)
  }
})

test('while the webhook’s secret is changed the one before counts too, and no other', async () => {
  const send = async (secret: string): Promise<number> => {
    const body = JSON.stringify({ action: 'created' })
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
    const headers = {
      'x-github-event': 'star',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': signature,
    }
    return (await fetch(`${loop.url}/api/github/webhooks`, { method: 'POST', body, headers })).status
  }
  expect(await send('only for tests')).toBe(200)
  expect(await send('the one before')).toBe(200)
  expect(await send('the one before that')).toBe(401)
})
