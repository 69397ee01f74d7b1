import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto'
import { pino } from 'pino'
import type { AlertSettings } from '../../../app/alerts/settings.ts'
import { startApp } from '../../../app/app.ts'
import type { RoundSettings } from '../../../app/queue/rounds.ts'
import type { Order } from '../../../recipes-schema/order/types.ts'
import type { NodeResult, Report, TestResult } from '../../../recipes-schema/report/types.ts'
import { type GitHubServer, startGitHub } from './github.ts'
import { startIssuer } from './issuer.ts'
import { anOrder, aReport, repository } from './orders.ts'

const webhookSecret = 'only for tests'

export interface Loop {
  readonly url: string
  readonly github: GitHubServer
  deliver(event: string, payload: object, id?: string): Promise<number>
  /** GitHub has sent it, and it never came. */
  miss(event: string, payload: object): void
  /** Makes a pull request's present state, and tells of it. */
  push(number: number, head: string, action?: string, over?: object): Promise<void>
  /** Does what a runner does first: claims the order of a run. */
  claim(
    run: { id: number; file: string; inputs: Record<string, string> },
    attempt?: number,
  ): Promise<{ order: Order; token: string }>
  post(order: string, what: 'events' | 'report', token: string, body: object): Promise<{ status: number; body: object }>
  stop(): Promise<void>
}

/** The App as it is started for real, between an in-memory GitHub and a runner that the test plays. */
export async function startLoop(
  rounds: RoundSettings = { every: 1e6, quiet: 1e6 },
  alerts: AlertSettings = { secrets: new Map(), smtp: null },
): Promise<Loop> {
  const [github, issuer] = await Promise.all([startGitHub(), startIssuer()])
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const app = await startApp(
    {
      appId: 1,
      privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      webhookSecret,
      webhookSecretBefore: 'the one before',
      githubApiUrl: `${github.url}/api/v3`,
      githubServerUrl: github.url,
      oidcIssuers: [issuer.url],
      store: { type: 'pglite', folder: null },
      publicUrl: null,
      host: '127.0.0.1',
      port: 0,
      logLevel: 'silent',
      rounds,
      alerts,
      adminToken: null,
    },
    pino({ level: process.env.DBG ?? 'silent' }),
  )

  const deliver: Loop['deliver'] = async (event, payload, id = randomUUID()) => {
    const body = JSON.stringify({ ...frame, ...payload })
    const signature = `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`
    const headers = { 'x-github-delivery': id, 'x-github-event': event, 'x-hub-signature-256': signature }
    return (await fetch(`${app.url}/api/github/webhooks`, { method: 'POST', body, headers })).status
  }
  const request = async (path: string, token: string, body: object): Promise<{ status: number; body: object }> => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`${app.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: answer.status, body: (await answer.json()) as object }
  }

  return {
    url: app.url,
    github,
    deliver,
    miss: (event, payload) => void github.sent.push({ guid: randomUUID(), event, payload: { ...frame, ...payload } }),
    async push(number, head, action = 'synchronize', over = {}) {
      const pull = { ...aPull(number, head), ...over }
      github.pull(number, pull)
      await deliver('pull_request', { action, number, pull_request: pull })
    },
    async claim(run, attempt = 1) {
      for (;;) {
        const token = await issuer.mint(claims(issuer.url, app.url, run, attempt))
        const answer = await request(`/api/orders/${run.inputs.order}/claim`, token, {
          schema_version: 1,
          galley: '0.1.0',
        })
        // The run may be quicker than GitHub's answer to the App.
        if (answer.status === 425) continue
        const { order, run_token } = answer.body as { order: Order; run_token: string }
        return { order, token: run_token }
      }
    },
    post: (order, what, token, body) => request(`/api/orders/${order}/${what}`, token, body),
    async stop() {
      await app.stop()
      await Promise.all([github.stop(), issuer.stop()])
    },
  }
}

/** What every webhook of the tests' repository says. */
export const frame = {
  repository: {
    id: repository.id,
    name: repository.name,
    default_branch: 'main',
    owner: { id: repository.ownerId, login: repository.owner },
  },
  installation: { id: repository.installationId },
  sender: { login: 'ada', type: 'User' },
}

/** A pull request as GitHub describes it, open, from a branch of the same repository. */
export function aPull(number: number, head: string): Record<string, unknown> {
  return {
    number,
    title: 'Count late arrivals',
    state: 'open',
    merged: false,
    merge_commit_sha: null,
    draft: false,
    commits: 1,
    head: { sha: head, repo: { id: repository.id } },
    base: { ref: 'main', sha: 'b'.repeat(40), repo: { id: repository.id } },
    user: { login: 'ada' },
  }
}

function claims(iss: string, aud: string, run: { id: number; file: string }, attempt: number): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss,
    aud,
    jti: randomUUID(),
    iat: now,
    exp: now + 300,
    repository_id: String(repository.id),
    repository_owner_id: String(repository.ownerId),
    repository: `${repository.owner}/${repository.name}`,
    run_id: String(run.id),
    run_attempt: String(attempt),
    event_name: 'workflow_dispatch',
    workflow_ref: `${repository.owner}/${repository.name}/.github/workflows/${run.file}@refs/heads/main`,
  }
}

/** A report for an order of the small project whose `arrivals` changed: all that the plan wanted, and all well. */
export function passing(order: Order, over: Partial<Report> = {}): Report {
  const base = aReport({ ...anOrder(), ...order })
  const node = base.nodes[0] as NodeResult
  const test = base.tests[0] as TestResult
  return {
    ...base,
    nodes: ['arrivals', 'by_airport', 'bulletin'].map((name) => ({ ...node, node: name })),
    tests: [
      { ...test, test: 'not_null(flight_id, place)' },
      { ...test, test: 'check(arrival_delay between -120 and 2880)' },
      { ...test, node: 'by_airport', test: 'unique(place)' },
    ],
    measures: [
      {
        recipe: 'flights',
        node: 'arrivals',
        measure: 'row_count',
        value: 101,
        state: 'established',
        center: 100,
        lcl: 90,
        ucl: 110,
        signal: null,
        accepted: null,
        comparable: true,
        notes: [],
        chart: {
          subject: 'flights.arrivals.row_count',
          title: 'row_count is 101, as expected',
          state: 'established',
          center: 100,
          lcl: 90,
          ucl: 110,
          points: [99, 102, 98, 101].map((value, at) => ({
            label: `day ${at + 1}`,
            value,
            center: 100,
            lcl: 90,
            ucl: 110,
            excluded: false,
            judged: at === 3,
            signals: [],
          })),
          phases: [],
          marks: [],
          signal: null,
        },
      },
    ],
    ...over,
  }
}
