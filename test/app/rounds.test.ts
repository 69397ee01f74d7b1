import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CheckRun } from './support/github.ts'
import { aPull, type Loop, passing, startLoop } from './support/loop.ts'
import { repository } from './support/orders.ts'
import { files } from './support/project.ts'

let loop: Loop
beforeAll(async () => {
  loop = await startLoop({ every: 50, quiet: 200 })
  loop.github.commit(files, [])
})
afterAll(() => loop.stop())

const sql = 'recipes/flights/sql/arrivals.sql'
let numbers = 50

function aChange(): { number: number; head: string } {
  const number = numbers++
  return { number, head: loop.github.commit({ ...files, [sql]: `${files[sql]}where ${number} > 0\n` }) }
}

const runOf = (number: number) =>
  loop.github.until(() => loop.github.runs.find((run) => run.inputs.environment === `pr_${number}`))
const gate = (head: string, conclusion: string): Promise<CheckRun> =>
  loop.github.until(() =>
    loop.github.checks.findLast(
      (one) => one.head_sha === head && one.name === 'galley / gate' && one.conclusion === conclusion,
    ),
  )

describe('what the App looks after by itself', () => {
  test('is a webhook that never came', async () => {
    const first = aChange()
    await loop.push(first.number, first.head, 'opened')
    await runOf(first.number)
    const { number, head } = aChange()
    const pull = aPull(number, head)
    loop.github.pull(number, pull)
    loop.miss('pull_request', { action: 'opened', number, pull_request: pull })
    loop.miss('star', { action: 'created' })
    const { order, token } = await loop.claim(await runOf(number))
    await loop.post(order.id, 'report', token, passing(order))
    await gate(head, 'success')
    // Found again in each round, and worked once.
    expect(loop.github.runs.filter((run) => run.inputs.environment === `pr_${number}`)).toHaveLength(1)
  })

  test.each(['failure', 'cancelled', 'deleted'])('is a run that is over (%s) and never said so', async (ended) => {
    const { number, head } = aChange()
    await loop.push(number, head, 'opened')
    const run = await runOf(number)
    const { order, token } = await loop.claim(run)
    run.ended = ended
    const said = await gate(head, 'failure')
    expect(said.output.summary).toContain('before it reported')
    // What comes after the end is not believed.
    expect((await loop.post(order.id, 'report', token, passing(order))).status).toBe(409)
  })

  test('is not a run that takes its time', async () => {
    const { number, head } = aChange()
    await loop.push(number, head, 'opened')
    const { order, token } = await loop.claim(await runOf(number))
    await new Promise((resolve) => setTimeout(resolve, 600))
    await loop.post(order.id, 'report', token, passing(order))
    await gate(head, 'success')
  })

  test('is a pull request that was there before the App', async () => {
    const { number, head } = aChange()
    loop.github.pull(number, aPull(number, head))
    const { id, owner, name } = repository
    const repositories = [{ id, name, full_name: `${owner}/${name}` }]
    loop.github.project = false
    await loop.deliver('installation', { action: 'created', repositories })
    loop.github.project = true
    await loop.deliver('installation_repositories', { action: 'added', repositories_added: repositories })
    await loop.github.until(() =>
      loop.github.checks.find((one) => one.head_sha === head && one.name === 'galley / plan'),
    )
    await runOf(number)
  })

  test('is told to Prometheus', async () => {
    const answer = await fetch(`${loop.url}/metrics`)
    expect(answer.headers.get('content-type')).toContain('text/plain')
    const text = await answer.text()
    expect(text).toMatch(/^galley_orders\{kind="kitchen",status="\w+"\} \d+$/m)
    expect(text).toMatch(/^galley_deliveries\{state="waiting"\} \d+$/m)
    expect(text).toMatch(/^galley_oldest_open_order_seconds [\d.e-]+$/m)
    expect(text).not.toContain(repository.name)
  })
})

describe('a kitchen that nobody touches', () => {
  const galleyYaml = (files['galley.yaml'] ?? '').replace('kitchen: { connection', 'kitchen: { ttl: 1s, connection')
  const say = async (number: number, body: string) => {
    const id = 70_000 + number * 10 + loop.github.comments.length
    const comment = { id, body }
    await loop.deliver('issue_comment', { action: 'created', issue: { number, pull_request: {} }, comment })
    return loop.github.until(() => loop.github.comments.find((one) => one.body.includes(`galley:reply:${id} `)))
  }
  const removalOf = (number: number) => loop.github.runs.filter((run) => run.inputs.environment === `pr_${number}`)[1]

  test('is removed when its time is over, and not while somebody keeps it', async () => {
    const [idle, pinned, extended] = [aChange(), aChange(), aChange()]
    for (const { number, head } of [idle, pinned, extended]) {
      await loop.push(number, head, 'opened')
      const { order, token } = await loop.claim(await runOf(number))
      await loop.post(order.id, 'report', token, passing(order))
      await gate(head, 'success')
    }
    await say(pinned.number, '/kitchen pin')
    expect((await say(extended.number, '/kitchen extend soon')).body).toContain('Say how long')
    await say(extended.number, '/kitchen extend 3d')
    loop.github.main = loop.github.commit({ ...files, 'galley.yaml': galleyYaml })
    const run = await loop.github.until(() => removalOf(idle.number))
    const { order, token } = await loop.claim(run)
    expect(order).toMatchObject({ kind: 'remove', head: loop.github.main })
    await loop.post(order.id, 'report', token, passing(order, { nodes: [], tests: [], measures: [] }))
    await loop.github.until(() => loop.github.comments.find((one) => one.body.includes('nobody had touched it')))
    expect([removalOf(pinned.number), removalOf(extended.number)]).toEqual([undefined, undefined])
    await say(pinned.number, '/kitchen pin off')
    await loop.github.until(() => removalOf(pinned.number))
  })

  test('is removed at once when somebody says so', async () => {
    loop.github.main = null
    const { number, head } = aChange()
    loop.github.pull(number, aPull(number, head))
    expect((await say(number, '/kitchen destroy')).body).toContain('There is no kitchen')
    await loop.push(number, head, 'opened')
    const { order, token } = await loop.claim(await runOf(number))
    await loop.post(order.id, 'report', token, passing(order))
    await gate(head, 'success')
    await say(number, '/kitchen destroy')
    expect((await loop.claim(await loop.github.until(() => removalOf(number)))).order.kind).toBe('remove')
  })
})
