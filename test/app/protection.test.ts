import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Report } from '../../recipes-schema/report/types.ts'
import { type Loop, passing, startLoop } from './support/loop.ts'
import { files } from './support/project.ts'

let loop: Loop
let base: string
beforeAll(async () => {
  loop = await startLoop({ every: 100, quiet: 1e6 })
  base = loop.github.commit(files, [])
})
afterAll(() => loop.stop())
beforeEach(() => {
  loop.github.overtaken = false
})

const sql = 'recipes/flights/sql/arrivals.sql'
const bad: Partial<Report> = {
  verdict: 'fail',
  error: { code: 'run.failed', message: 'The disk is full.', hint: null },
}
const promotion = { road: 'rebuild', from_version: 1, to_version: 2, bound: [], unbound: [] } as const
let numbers = 700
let runs = 40_000
let variants = 0

const changed = (parents: readonly string[] = [base]) =>
  loop.github.commit({ ...files, [sql]: `${files[sql]}where ${++variants} > 0\n` }, parents)

/** Another workflow wants to deploy a commit. */
async function deploy(sha: string, ref = 'main', runId = ++runs): Promise<string> {
  await loop.deliver('deployment_protection_rule', {
    action: 'requested',
    environment: 'website',
    event: 'push',
    deployment_callback_url: `${loop.github.url}/api/v3/repos/harbour/flights/actions/runs/${runId}/deployment_protection_rule`,
    deployment: { id: runId, sha, ref },
    pull_requests: [],
  })
  return String(runId)
}

const told = (run: string, count: number) =>
  loop.github.until(() => {
    const found = loop.github.reviewed.filter((one) => one.run === run)
    return found.length >= count ? found : undefined
  })

async function pushed(after: string, before = base): Promise<void> {
  await loop.deliver('push', {
    ref: 'refs/heads/main',
    ...{ before, after, created: false, deleted: false, pusher: { name: 'ada' }, head_commit: { message: 'Go' } },
  })
}

async function report(sha: string, over: Partial<Report>): Promise<void> {
  const run = await loop.github.until(() => loop.github.runs.find((one) => one.inputs.sha === sha))
  const { order, token } = await loop.claim(run)
  await loop.post(order.id, 'report', token, passing(order, over))
}

describe('a deployment of another workflow', () => {
  test.each<[string, Partial<Report>, string]>([
    ['goes on when production has the commit', { promotion }, 'approved'],
    ['goes no further when its promotion failed', bad, 'rejected'],
  ])('waits for a promotion, and %s', async (_, over, state) => {
    const sha = changed()
    await pushed(sha)
    const run = await deploy(sha)
    const [waits] = await told(run, 1)
    expect(waits).toMatchObject({
      environment_name: 'website',
      comment: expect.stringContaining('Waits for its promotion'),
    })
    expect(waits).not.toHaveProperty('state')
    // Asked twice by GitHub, and looked at in every round: told once.
    await deploy(sha, 'main', Number(run))
    await report(sha, over)
    expect((await told(run, 2)).map((one) => one.state)).toEqual([undefined, state])
    const second = await deploy(sha)
    expect((await told(second, 1))[0]?.state).toBe(state)
    expect(loop.github.reviewed.filter((one) => one.run === run)).toHaveLength(2)
  })

  test.each<[string, Partial<Report>, string]>([
    ['green', {}, 'approved'],
    ['red', bad, 'rejected'],
  ])('of a pull request’s workflow waits for its gate, which is %s', async (_, over, state) => {
    const head = changed()
    const number = numbers++
    await loop.push(number, head, 'opened')
    await loop.github.until(() => loop.github.runs.find((one) => one.inputs.sha === head))
    // GitHub runs it on a merge that nobody has made.
    const run = await deploy('f'.repeat(40), `refs/pull/${number}/merge`)
    await told(run, 1)
    await report(head, over)
    expect((await told(run, 2))[1]?.state).toBe(state)
  })

  test.each<[string, () => string, string]>([
    ['changes no data', () => loop.github.commit({ ...files, 'README.md': `${++variants}` }, [base]), 'approved'],
    [
      'does not read',
      () => loop.github.commit({ ...files, [sql]: `select ${++variants} from nowhere\n` }, [base]),
      'rejected',
    ],
  ])('of a push that %s is answered at once', async (_, commit, state) => {
    const sha = commit()
    await pushed(sha)
    expect((await told(await deploy(sha), 1))[0]?.state).toBe(state)
  })

  test('of a commit that nobody has judged waits, and of one without recipes does not', async () => {
    const run = await deploy(changed())
    expect((await told(run, 1))[0]).not.toHaveProperty('state')
    const other = await deploy(loop.github.commit({ 'README.md': 'a website' }, []))
    expect((await told(other, 1))[0]?.state).toBe('approved')
  })

  test('is not held up when it is our own run', async () => {
    const sha = changed()
    await pushed(sha)
    const { id } = await loop.github.until(() => loop.github.runs.find((one) => one.inputs.sha === sha))
    expect((await told(await deploy(base, 'main', id), 1))[0]).toMatchObject({ state: 'approved' })
    await report(sha, { promotion })
  })

  test('that waits no more is forgotten', async () => {
    const sha = changed()
    await pushed(sha)
    const run = await deploy(sha)
    await told(run, 1)
    loop.github.overtaken = true
    const asks = () => loop.github.writes.filter((one) => one.includes(`runs/${run}/deployment_protection_rule`)).length
    const before = asks()
    await report(sha, { promotion })
    await loop.github.until(() => (asks() > before ? true : undefined))
    loop.github.overtaken = false
    const other = await deploy(sha)
    await told(other, 1)
    expect(asks()).toBe(before + 1)
  })
})
