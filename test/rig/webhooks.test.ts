import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openProject, type Project } from './fixtures/project.ts'

interface Received {
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

let project: Project
let server: Server
const received: Received[] = []
let answer = 202

beforeAll(async () => {
  project = await openProject({}, { '.github/workflows/w.yml': workflow })
  server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) })
    response.writeHead(answer).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  project.rig.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`)
})
afterAll(async () => {
  await project.close()
  server.close()
})

const workflow = 'on: workflow_dispatch\njobs: { a: { runs-on: x, steps: [{ run: "true" }] } }\n'

test('deliveries are signed, and a redelivery keeps its GUID', async () => {
  const { rig, app } = project
  answer = 500
  await (await project.clone()).push('first', { 'a.sql': '' })
  const failed = await rig.waitFor(() => rig.deliveries.find((one) => one.event === 'push' && one.answeredAt))
  expect(failed).toMatchObject({ status: 500, redelivery: false })
  const [first] = received
  const digest = createHmac('sha256', rig.app.webhookSecret)
    .update(first?.body ?? '')
    .digest('hex')
  expect(first?.headers).toMatchObject({ 'x-hub-signature-256': `sha256=${digest}`, 'x-github-event': 'push' })

  answer = 202
  const { data } = await app.rest.apps.listWebhookDeliveries({ status: 'failure' })
  const listed = data.find((one) => one.guid === failed.id)
  await app.rest.apps.redeliverWebhookDelivery({ delivery_id: listed?.id ?? 0 })
  const again = await rig.waitFor(() => rig.deliveries.find((one) => one.redelivery && one.answeredAt))
  expect(again).toMatchObject({ id: failed.id, status: 202 })
  expect(received.filter((one) => one.headers['x-github-delivery'] === failed.id)).toHaveLength(2)
})

test('payloads have every member that GitHub’s own examples always have', async () => {
  const { rig, at, mona } = project
  const work = await project.clone(project.person.token, 'second')
  const head = await work.push('topic', { 'b.sql': '' })
  const { data: pull } = await mona.rest.pulls.create({ ...at, title: 'A', head: 'topic', base: 'main' })
  const bot = await project.bot()
  await bot.rest.checks.create({ ...at, name: 'c', head_sha: head })
  await bot.rest.issues.createComment({ ...at, issue_number: pull.number, body: 'x' })
  await bot.rest.actions.createWorkflowDispatch({ ...at, workflow_id: 'w.yml', ref: 'main' })
  const { data } = await bot.rest.repos.createDeployment({ ...at, ref: head, auto_merge: false, required_contexts: [] })
  const deployment_id = 'id' in data ? data.id : 0
  await bot.rest.repos.createDeploymentStatus({ ...at, deployment_id, state: 'success' })

  const sent = new Map(rig.deliveries.map((one) => [one.event, one.payload]))
  expect([...sent.keys()].sort()).toEqual(
    ['check_run', 'check_suite', 'deployment', 'deployment_status', 'installation', 'issue_comment', 'pull_request']
      .concat(['push', 'workflow_run'])
      .sort(),
  )
  expect(alwaysIn('pull_request').get('pull_request')?.size).toBeGreaterThan(30)
  const missing = [...sent].flatMap(([event, payload]) => absent(alwaysIn(event), payload, event))
  expect(missing).toEqual([])
})

interface Example {
  readonly name: string
  readonly examples: readonly Record<string, unknown>[]
}

const published = createRequire(import.meta.url)('@octokit/webhooks-examples') as { default?: Example[] } & Example[]

/** The members that all examples of an event share, as a tree two levels deep. */
function alwaysIn(event: string): Map<string, Set<string>> {
  const list = published.default ?? published
  const all = list.find((one) => one.name === event)?.examples ?? []
  const shared = (values: readonly unknown[]): string[] => {
    const objects = values.filter((one) => typeof one === 'object' && one !== null && !Array.isArray(one))
    const [first, ...rest] = objects as object[]
    if (first === undefined || objects.length < values.length) return []
    return Object.keys(first).filter((key) => rest.every((one) => key in one))
  }
  return new Map(shared(all).map((key) => [key, new Set(shared(all.map((one) => one[key])))]))
}

/** Old members that GitHub has stopped sending. */
const gone = new Set(['stargazers', 'master_branch'])

function absent(wanted: ReadonlyMap<string, ReadonlySet<string>>, payload: object, event: string): string[] {
  return [...wanted].flatMap(([key, members]) => {
    const value = (payload as Record<string, unknown>)[key]
    if (value === undefined) return [`${event}: ${key}`]
    const own = new Set(Object.keys(value ?? {}))
    return [...members].filter((one) => !own.has(one) && !gone.has(one)).map((one) => `${event}: ${key}.${one}`)
  })
}
