import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OrderEnd } from '../../app/alerts/of-order.ts'
import { happeningsOf } from '../../app/alerts/of-order.ts'
import { readAlertSettings } from '../../app/alerts/settings.ts'
import type { Judgement } from '../../app/orders/judgement.ts'
import type { OrderContent } from '../../app/orders/order.ts'
import type { MeasureResult, Report } from '../../recipes-schema/report/types.ts'
import { type Loop, passing, startLoop } from './support/loop.ts'
import { anOrder, aReport } from './support/orders.ts'
import { files } from './support/project.ts'
import { type Mail, type Received, type Receiver, startMailServer, startReceiver } from './support/receivers.ts'

const sql = 'recipes/flights/sql/arrivals.sql'
const on = '[failed, signal, warned, promoted]'
const alerts = `alerts:
  - { on: ${on}, to: { webhook: "\${{ secrets.PROGRAM }}" } }
  - { on: ${on}, to: { slack: "\${{ secrets.SLACK }}" } }
  - { on: ${on}, to: { teams: "\${{ secrets.TEAMS }}" } }
  - { on: ${on}, to: { email: [data@example.com, duty@example.com] } }
  - { on: [failed], to: { issue: { labels: [data] } } }
  - { on: [signal], to: { webhook: "\${{ secrets.MOVED }}" } }
  - { on: [promoted], to: { webhook: "\${{ secrets.NOWHERE }}" } }
`

let loop: Loop
let receiver: Receiver<Received> & { readonly refused: string[] }
let mail: Receiver<Mail>
let tip: string
let variants = 0

beforeAll(async () => {
  // The program cannot be reached at first, and whoever moved sends people on for ever.
  receiver = await startReceiver(
    new Map([
      ['program', [500, 503]],
      ['moved', Array(50).fill(307)],
    ]),
  )
  mail = await startMailServer('galley', 'a-password')
  const secrets = new Map(
    ['program', 'slack', 'teams', 'moved'].map((to) => [to.toUpperCase(), `${receiver.url}/${to}`]),
  )
  loop = await startLoop(undefined, { secrets, smtp: { url: mail.url, from: 'galley@example.com' } })
  loop.github.commit(files, [])
  tip = loop.github.commit({ ...files, 'galley.yaml': files['galley.yaml'] + alerts })
})
afterAll(async () => {
  await loop.stop()
  await Promise.all([receiver.stop(), mail.stop()])
})

/** A push to the default branch, and how its order for production ends. */
async function production(over: Partial<Report>): Promise<string> {
  const before = tip
  const text = `${files[sql]}limit ${++variants}\n`
  tip = loop.github.commit({ ...files, 'galley.yaml': files['galley.yaml'] + alerts, [sql]: text }, [before])
  loop.github.main = tip
  const after = tip
  await loop.deliver('push', {
    ref: 'refs/heads/main',
    ...{ before, after, created: false, deleted: false, pusher: { name: 'ada' } },
    head_commit: { message: 'Limit <!channel> & *all*\n\nOf them.' },
  })
  const run = await loop.github.until(() => loop.github.runs.find((one) => one.inputs.sha === after))
  const { order, token } = await loop.claim(run)
  await loop.post(order.id, 'report', token, passing(order, over))
  return order.id
}

const promotion = { road: 'rebuild', from_version: 1, to_version: 2, bound: ['flights.arrivals'], unbound: [] } as const
const failing: Partial<Report> = {
  verdict: 'fail',
  error: { code: 'run.lock', message: 'Somebody else holds <production>.', hint: null },
}

async function of(path: string, count: number): Promise<Received[]> {
  for (;;) {
    const found = receiver.received.filter((one) => one.path === path)
    if (found.length >= count) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function mails(count: number): Promise<string[]> {
  while (mail.received.length < count) await new Promise((resolve) => setTimeout(resolve, 20))
  return mail.received.map(({ raw }) => raw.replaceAll(/=\r\n/g, ''))
}

describe('production that fails', () => {
  test('is told once by every channel, until it is well again, which is told too', async () => {
    await production(failing)
    const [begun] = await of('program', 1)
    expect(begun?.body).toMatchObject({
      schema_version: 1,
      ...{ repository: 'harbour/flights', event: 'failed', state: 'raised', subject: 'failed production' },
      text: expect.stringContaining('Production is unchanged: Somebody else holds <production>.'),
      recipes: ['flights'],
      url: expect.stringMatching(/^https:/),
    })
    expect(receiver.refused.filter((path) => path === 'program')).toHaveLength(2)
    const [slack] = await of('slack', 1)
    expect(JSON.stringify(slack?.body)).toContain('&lt;!channel&gt; &amp; *all*')
    expect(JSON.stringify(slack?.body)).not.toContain('<!channel>')
    const [teams] = await of('teams', 1)
    expect(teams?.body).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard' } }],
    })
    const [first] = await mails(1)
    expect(first).toMatch(/^Subject: =\?UTF-8/m)
    expect(mail.received[0]).toMatchObject({ from: 'galley@example.com', to: ['data@example.com', 'duty@example.com'] })
    const issue = await loop.github.until(() => loop.github.issues[0])
    expect(issue).toMatchObject({ state: 'open', labels: ['data'] })
    expect(issue.body).toContain('Somebody else holds &lt;production&gt;.')

    // It fails again: everybody knows.
    await production(failing)
    await production({ promotion })
    const programs = await of('program', 3)
    expect(programs.map(({ body }) => `${body.event} ${body.state}`)).toEqual([
      'failed raised',
      'failed over',
      'promoted news',
    ])
    expect(programs[1]?.key).toBe(programs[0]?.key)
    expect(await of('slack', 3)).toHaveLength(3)
    expect(await of('teams', 3)).toHaveLength(3)
    const [opened, answer] = await mails(3)
    const id = /^Message-ID: (.*)\r$/m.exec(opened ?? '')?.[1] ?? ''
    expect(answer).toContain(`In-Reply-To: ${id}`)
    await loop.github.until(() => (issue.state === 'closed' ? true : undefined))
    expect(loop.github.comments.at(-1)?.body).toContain('went well')

    // A new beginning is a new issue, under another key.
    await production(failing)
    const again = await of('program', 4)
    expect(again[3]?.key).not.toBe(again[0]?.key)
    await loop.github.until(() => loop.github.issues[1])
    expect(loop.github.issues.map(({ state }) => state)).toEqual(['closed', 'open'])
  })
})

describe('a measure that drifts in production', () => {
  const drifting = ([first]: readonly MeasureResult[]) => [
    {
      ...(first as MeasureResult),
      value: 300,
      signal: { rule: 'beyond_limits', message: 'Above 110.', severity: 'warn' },
    },
  ]

  test('is told to whoever asked for it, and when it is as expected again', async () => {
    const count = receiver.received.filter(({ path }) => path === 'program').length
    const order = { id: 'x', plan_digest: null } as unknown as Parameters<typeof passing>[0]
    const measures = drifting(passing(order).measures) as Report['measures']
    await production({ promotion, measures, verdict: 'warn' })
    const said = async (more: number) =>
      (await of('program', count + more)).slice(count).map(({ body }) => `${body.subject} ${body.state}`)
    const [, ...raised] = await said(4)
    expect(raised).toEqual([
      'warned production raised',
      expect.stringMatching(/^promoted order-\w+ news$/),
      'signal flights.arrivals.row_count raised',
    ])
    await production({ promotion })
    expect((await said(7)).slice(4)).toEqual([
      'warned production over',
      expect.stringMatching(/^promoted /),
      'signal flights.arrivals.row_count over',
    ])
    // Nobody is sent on to where a receiver points, with what is in an alert.
    expect(receiver.received.filter(({ path }) => path === 'elsewhere')).toEqual([])
    expect(receiver.refused).toContain('moved')
  })
})

describe('the end of an order for production', () => {
  const order = anOrder({ environment: 'production', kind: 'promote' })
  const run = { ...order, kind: 'produce', pull_request: null, title: 'Run of flights for 2026-05-04' } as const
  const produce = { recipe: 'flights', variation: null, date: '2026-05-04' }
  const pass: Judgement = { verdict: 'pass', reasons: [], tests: [] }
  const none = { done: true, reason: '', judgement: pass, report: null, runUrl: null }
  const failed = { ...none, done: false, reason: 'The runner ended.', judgement: null }
  const promoted = { ...none, report: aReport(order, { promotion }) }
  const measure = passing(order).measures[0] as MeasureResult
  const signal = { rule: 'beyond_limits', message: 'Above 110.', severity: 'warn' } as const
  const withMeasure = (over: Partial<MeasureResult>) => ({
    ...none,
    report: aReport(order, { measures: [{ ...measure, ...over }] }),
  })
  const well = ['failed over failed production', 'warned over warned production']
  const drift = 'signal flights.arrivals.row_count'

  test.each<[string, OrderContent, OrderEnd, string[]]>([
    ['a promotion', order, promoted, [...well, `promoted news promoted ${order.id}`]],
    ['a rollback', { ...order, kind: 'rollback' }, promoted, [...well, `rolled_back news rolled_back ${order.id}`]],
    ['without a report', order, failed, ['failed raised failed production']],
    [
      'a run',
      { ...run, produce },
      promoted,
      ['failed over failed flights', 'warned over warned flights', 'late over late flights'],
    ],
    [
      'a run of a variation, with warnings',
      { ...run, produce: { ...produce, variation: 'small' } },
      { ...promoted, judgement: { ...pass, verdict: 'warn' } },
      ['failed over failed flights (small)', 'warned raised warned flights (small)', 'late over late flights (small)'],
    ],
    ['a run that failed', { ...run, produce }, failed, ['failed raised failed flights']],
    ['a signal', order, withMeasure({ signal }), [...well, `signal raised ${drift}`]],
    ['no signal', order, withMeasure({}), [...well, `signal over ${drift}`]],
    [
      'a signal that was accepted',
      order,
      withMeasure({ signal, accepted: { by: 'ada', at: '2026-05-04T10:00:00Z', reason: 'new ships' } }),
      [...well, `signal over ${drift}`],
    ],
    ['a measure without a value', order, withMeasure({ value: null }), well],
    ['a measure of a sample', order, withMeasure({ comparable: false, signal }), well],
  ])('tells of %s', (_, content, end, expected) => {
    const found = happeningsOf(content, end, new Date('2026-05-04T10:00:00Z'))
    expect(found.map(({ event, state, subject }) => `${event} ${state} ${subject}`)).toEqual(expected)
  })
})

test.each<[string, Record<string, string>, number]>([
  ['no SMTP_FROM', { SMTP_URL: 'smtps://u:p@mail.example.com' }, 1],
  ['a server of another kind', { SMTP_URL: 'https://mail.example.com', SMTP_FROM: 'a@example.com' }, 1],
  ['all that mail takes', { SMTP_URL: 'smtp://mail.example.com', SMTP_FROM: 'a@example.com' }, 0],
])('the environment has %s', (_, env, count) => {
  const faults: string[] = []
  readAlertSettings(env, faults)
  expect(faults).toHaveLength(count)
})

test('a file can name no secret that was not put there for files', () => {
  const env = { PRIVATE_KEY: 'x', DATABASE_URL: 'postgres://', GALLEY_SECRET_SLACK: 'https://hooks.example.com/1' }
  expect([...readAlertSettings(env, []).secrets]).toEqual([['SLACK', 'https://hooks.example.com/1']])
})
