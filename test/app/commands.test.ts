import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MeasureResult } from '../../recipes-schema/report/types.ts'
import type { CheckRun } from './support/github.ts'
import { aPull, type Loop, passing, startLoop } from './support/loop.ts'
import { files } from './support/project.ts'

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
  loop.github.reviews.length = 0
  loop.github.main = null
  loop.github.pin = 1
  loop.github.noMerge = null
})

let numbers = 100
let variants = 0
let comments = 9000

interface Opened {
  readonly number: number
  readonly head: string
}

/** A pull request of its own for each test. */
async function open(over: object = {}): Promise<Opened> {
  const head = loop.github.commit({ ...files, [sql]: `${files[sql]}where ${++variants} > 0 -- commands\n` })
  const number = numbers++
  await loop.push(number, head, 'opened', {
    ...over,
    ...('head' in over ? { head: { sha: head, repo: { id: 999 } } } : {}),
  })
  return { number, head }
}

const until = <T>(find: () => T | undefined) => loop.github.until(find)
const gate = ({ head }: Opened, conclusion: string, is: (check: CheckRun) => boolean = () => true) =>
  until(() =>
    loop.github.checks.findLast(
      (one) => one.head_sha === head && one.name === 'galley / gate' && one.conclusion === conclusion && is(one),
    ),
  )
const runOf = (environment: string, at = 0) =>
  until(() => loop.github.runs.filter((run) => run.inputs.environment === environment)[at])

/** Says it and gives the reply. */
async function say({ number }: Opened, body: string, login = 'ada'): Promise<string> {
  const id = comments++
  const comment = { id, body }
  await loop.deliver('issue_comment', {
    action: 'created',
    issue: { number, pull_request: {} },
    comment,
    sender: { login, type: 'User' },
  })
  return (await until(() => loop.github.comments.find((one) => one.body.includes(`galley:reply:${id} `)))).body
}

async function pass(pull: Opened, at = 0, over: Parameters<typeof passing>[1] = {}) {
  const { order, token } = await loop.claim(await runOf(`pr_${pull.number}`, at))
  await loop.post(order.id, 'report', token, passing(order, over))
  return order
}

const signalling = (measures: readonly MeasureResult[], accepted: MeasureResult['accepted'] = null): MeasureResult[] =>
  measures.map((one) => ({
    ...one,
    value: 500,
    signal: { rule: 'beyond', message: 'row_count is 500, above 110', severity: 'fail' },
    accepted,
  }))

describe('accepting a signal', () => {
  test('runs again with what was said, and the gate turns green', async () => {
    const pull = await open()
    const { order, token } = await loop.claim(await runOf(`pr_${pull.number}`))
    const { measures } = passing(order)
    await loop.post(order.id, 'report', token, passing(order, { measures: signalling(measures) }))
    const red = await gate(pull, 'failure')
    expect(red.output.summary).toContain('/kitchen accept flights.arrivals.row_count "why"')
    expect(await say(pull, '/kitchen accept arrivals.row_count')).toContain('say why')
    expect(await say(pull, '/kitchen accept arrivals.rows "x"')).toContain('has no open signal')
    expect(await say(pull, '/kitchen accept arrivals.row_count "twice the flights"')).toContain(
      'Accepted: `flights.arrivals.row_count`',
    )
    const again = await loop.claim(await runOf(`pr_${pull.number}`, 1))
    const acceptance = { measure: 'flights.arrivals.row_count', reason: 'twice the flights', actor: 'ada' }
    expect(again.order.accept).toEqual([acceptance])
    const accepted = { by: 'ada', at: '2026-01-31T06:00:00Z', reason: 'twice the flights' }
    await loop.post(
      again.order.id,
      'report',
      again.token,
      passing(again.order, { measures: signalling(measures, accepted) }),
    )
    await gate(pull, 'success')
  })

  test('that was made elsewhere than in the pull request does not count', async () => {
    const pull = await open()
    const { order, token } = await loop.claim(await runOf(`pr_${pull.number}`))
    const accepted = { by: 'mallory', at: '2026-01-31T06:00:00Z', reason: 'trust me' }
    const measures = signalling(passing(order).measures, accepted)
    await loop.post(order.id, 'report', token, passing(order, { measures }))
    await gate(pull, 'failure')
  })

  test('takes the permission that the default branch names, whatever the pull request says', async () => {
    loop.github.main = loop.github.commit({
      ...files,
      'galley.yaml': `${galleyYaml}permissions: { accept: [admin] }\n`,
    })
    const pull = await open()
    expect(await say(pull, '/kitchen accept all "mine"')).toContain('It takes `admin`; ada has the role `write`.')
  })

  test('is done by the button, by the same rules', async () => {
    const pull = await open()
    const { order, token } = await loop.claim(await runOf(`pr_${pull.number}`))
    await loop.post(order.id, 'report', token, passing(order, { measures: signalling(passing(order).measures) }))
    const red = await gate(pull, 'failure')
    const press = (login: string) =>
      loop.deliver('check_run', {
        action: 'requested_action',
        requested_action: { identifier: 'accept' },
        check_run: { name: 'galley / gate', head_sha: red.head_sha, pull_requests: [{ number: pull.number }] },
        sender: { login, type: 'User' },
      })
    loop.github.roles.set('eve', 'read')
    await press('eve')
    await until(() => loop.github.comments.find((one) => one.body.includes('eve has the role `read`')))
    await press('ada')
    expect((await loop.claim(await runOf(`pr_${pull.number}`, 1))).order.accept).toHaveLength(1)
  })
})

describe('a fork', () => {
  const fork = { head: {} }
  test('runs at the commit that was approved, by its own workflow', async () => {
    const pull = await open(fork)
    await gate(pull, 'action_required')
    loop.github.roles.set('grace', 'maintain')
    expect(await say(pull, `/kitchen approve ${pull.head.slice(0, 10)}`)).toContain('It takes `maintain`')
    expect(await say(pull, '/kitchen approve 0000000', 'grace')).toContain('is not the newest commit any more')
    expect(await say(pull, '/kitchen approve', 'grace')).toContain('Name the commit')
    expect(await say(pull, `/kitchen approve ${pull.head.slice(0, 10)}`, 'grace')).toContain('may run')
    const run = await runOf(`pr_${pull.number}`)
    expect(run.file).toBe('galley-fork.yml')
    await pass(pull)
    await gate(pull, 'success')
  })

  test('is planned alone again after its next push', async () => {
    const pull = await open(fork)
    loop.github.roles.set('grace', 'maintain')
    await say(pull, `/kitchen approve ${pull.head}`, 'grace')
    await runOf(`pr_${pull.number}`)
    const head = loop.github.commit({ ...files, [sql]: `${files[sql]}limit ${++variants}\n` })
    await loop.push(pull.number, head, 'synchronize', { head: { sha: head, repo: { id: 999 } } })
    await gate({ ...pull, head }, 'action_required')
    expect(loop.github.runs.filter((run) => run.inputs.sha === head)).toEqual([])
  })
})

describe('a plan over budget', () => {
  test('runs once somebody who may has approved of this commit', async () => {
    const pull = await open()
    const { order, token } = await loop.claim(await runOf(`pr_${pull.number}`))
    const error = { code: 'budget.needs_approval', message: '90 GB are more than 50 GB.', hint: null }
    await loop.post(
      order.id,
      'report',
      token,
      passing(order, { verdict: 'fail', error, nodes: [], tests: [], measures: [] }),
    )
    expect((await gate(pull, 'action_required')).output.title).toBe('Not run: it needs an approval of its cost')
    loop.github.roles.set('grace', 'maintain')
    await say(pull, `/kitchen approve ${pull.head.slice(0, 10)}`, 'grace')
    const again = await loop.claim(await runOf(`pr_${pull.number}`, 1))
    expect(again.order.approved).toBe(true)
  })
})

describe('the gate waits', () => {
  const policy = (lines: string) => {
    loop.github.main = loop.github.commit({
      ...files,
      'galley.yaml': `${galleyYaml}${lines}`,
      CODEOWNERS: '* @grace\n',
    })
  }
  const review = async ({ number, head }: Opened, login: string, state = 'APPROVED', commit = head) => {
    loop.github.reviews.push({ user: { login }, state, commit_id: commit })
    await loop.deliver('pull_request_review', { action: 'submitted', pull_request: { number } })
  }

  test('for approvals of exactly this commit, by people who may write', async () => {
    policy('gate: { approvals: 1 }\n')
    const pull = await open()
    await pass(pull)
    expect((await gate(pull, 'action_required')).output.title).toContain('Waiting: approvals.')
    loop.github.roles.set('eve', 'read')
    await review(pull, 'eve')
    await review(pull, 'grace', 'APPROVED', 'a'.repeat(40))
    await review(pull, 'ada', 'CHANGES_REQUESTED')
    expect(await say(pull, '/kitchen status')).toContain('**pass**')
    expect(
      loop.github.checks.findLast((one) => one.head_sha === pull.head && one.name === 'galley / gate')?.conclusion,
    ).toBe('action_required')
    await review(pull, 'grace')
    await gate(pull, 'success')
    await review(pull, 'grace', 'DISMISSED')
    await gate(pull, 'action_required')
  })

  test("for an owner of the recipe, by the default branch's CODEOWNERS", async () => {
    policy('gate: { code_owners: true }\n')
    const pull = await open()
    await pass(pull)
    expect((await gate(pull, 'action_required')).output.summary).toContain('An owner of `flights` has to approve')
    await review(pull, 'ada')
    await review(pull, 'grace')
    await gate(pull, 'success')
  })

  test('when the default branch has changed the same nodes since', async () => {
    const pull = await open()
    await pass(pull)
    await gate(pull, 'success')
    loop.github.main = loop.github.commit({ ...files, [sql]: `${files[sql]}limit 99\n` })
    await loop.deliver('push', {
      ref: 'refs/heads/main',
      after: loop.github.main,
      before: '0'.repeat(40),
      created: true,
      deleted: false,
    })
    expect((await gate(pull, 'action_required')).output.summary).toContain('has changed `flights.arrivals`')
  })

  test('not when it has changed others', async () => {
    const pull = await open()
    loop.github.main = loop.github.commit({ ...files, 'README.md': 'New.\n' })
    await pass(pull)
    await gate(pull, 'success')
  })

  test.each([
    [undefined, 'is not a required check of'],
    [null, 'but from any source'],
    [77, 'but from any source'],
  ])('for nobody, and says so, when GitHub does not pin it (%s)', async (pin, words) => {
    loop.github.pin = pin
    const pull = await open()
    await pass(pull)
    expect((await gate(pull, 'success')).output.summary).toContain(words)
  })
})

describe('production', () => {
  const merge = async ({ number }: Opened, extra = `limit ${++variants}`) => {
    const merged = loop.github.commit({ ...files, [sql]: `${files[sql]}${extra}\n` })
    await loop.push(number, merged, 'closed', { state: 'closed', merged: true, merge_commit_sha: merged })
    return merged
  }
  const productionRun = (sha: string) =>
    until(() => loop.github.runs.find((run) => run.inputs.environment === 'production' && run.inputs.sha === sha))
  const promotion = (order: Parameters<typeof passing>[0]) =>
    passing(order, {
      promotion: { road: 'swap', from_version: 4, to_version: 5, bound: ['flights.arrivals'], unbound: [] },
    })

  test('that is locked holds gates and promotions back, and goes on afterwards', async () => {
    loop.github.roles.set('grace', 'maintain')
    const pull = await open()
    await pass(pull)
    await gate(pull, 'success')
    expect(await say(pull, '/kitchen lock "month-end close"')).toContain('It takes `maintain`')
    expect(await say(pull, '/kitchen lock', 'grace')).toContain('Say why')
    expect(await say(pull, '/kitchen lock "month-end close"', 'grace')).toContain('Production is locked.')
    expect(await say(pull, '/kitchen lock again', 'grace')).toContain('locked already by grace: month-end close')
    expect((await gate(pull, 'action_required')).output.summary).toContain('is locked by grace: month-end close')
    const merged = await merge(pull)
    await until(() => loop.github.comments.find((one) => one.body.includes('merged, promotion waits')))
    expect(
      loop.github.runs.filter((run) => run.inputs.sha === merged && run.inputs.environment === 'production'),
    ).toEqual([])
    expect(await say(pull, '/kitchen unlock --recipe=flights', 'grace')).toContain('Locked: production as a whole')
    expect(await say(pull, '/kitchen unlock', 'grace')).toContain('what waited goes on')
    const { order, token } = await loop.claim(await productionRun(merged))
    await loop.post(order.id, 'report', token, promotion(order))
    await until(() => loop.github.comments.find((one) => one.body.includes('promoted as version 5')))
  })

  test('one recipe of it is locked alone', async () => {
    loop.github.roles.set('grace', 'maintain')
    const pull = await open()
    await say(pull, '/kitchen lock "not this one" --recipe=other', 'grace')
    await pass(pull)
    await gate(pull, 'success')
    await say(pull, '/kitchen lock "this one" --recipe=flights', 'grace')
    await gate(pull, 'action_required')
    await say(pull, '/kitchen unlock --recipe=flights', 'grace')
    await gate(pull, 'success')
    await say(pull, '/kitchen unlock --recipe=other', 'grace')
  })

  test('is rolled back before whatever waits, and stays locked', async () => {
    loop.github.roles.set('grace', 'maintain')
    const pull = await open()
    expect(await say(pull, '/kitchen rollback three', 'grace')).toContain('A version is a number')
    expect(await say(pull, '/kitchen rollback 3', 'grace')).toContain('**Production is locked,**')
    const run = await until(() => loop.github.runs.findLast((one) => one.inputs.environment === 'production'))
    const { order, token } = await loop.claim(run)
    expect(order).toMatchObject({ kind: 'rollback', to_version: 3, plan_digest: null })
    const report = passing(order, {
      nodes: [],
      tests: [],
      measures: [],
      promotion: { road: 'swap', from_version: 5, to_version: 6, bound: ['flights.arrivals'], unbound: [] },
    })
    await loop.post(order.id, 'report', token, report)
    await until(() => loop.github.comments.find((one) => one.body.includes('production is rolled back as version 6')))
    expect(loop.github.deployments.find((one) => one.payload.order === order.id)?.states).toEqual([
      'in_progress',
      'success',
    ])
    await pass(pull)
    await gate(pull, 'action_required')
    await say(pull, '/kitchen unlock', 'grace')
    await gate(pull, 'success')
  })

  test('takes exactly the commit that was green', async () => {
    loop.github.roles.set('grace', 'maintain')
    const pull = await open()
    expect(await say(pull, '/kitchen promote')).toContain('It takes `maintain`')
    expect(await say(pull, '/kitchen promote', 'grace')).toContain('It is merged as soon as it is')
    const merges = () => loop.github.writes.filter((write) => write.includes(`/pulls/${pull.number}/merge`))
    expect(merges()).toEqual([])
    await pass(pull)
    await gate(pull, 'success')
    await until(() => merges()[0])
  })

  test('is not touched when GitHub says no, and that is told', async () => {
    loop.github.roles.set('grace', 'maintain')
    loop.github.noMerge = 'At least 1 approving review is required.'
    const pull = await open()
    await pass(pull)
    await gate(pull, 'success')
    expect(await say(pull, '/kitchen promote', 'grace')).toContain('At least 1 approving review is required.')
  })
})

test('resetting empties the kitchen first', async () => {
  const pull = await open()
  await pass(pull)
  await gate(pull, 'success')
  await say(pull, '/kitchen reset')
  expect((await loop.claim(await runOf(`pr_${pull.number}`, 1))).order.fresh).toBe(true)
})

test('whoever sends too many commands is told so', async () => {
  loop.github.pull(7, aPull(7, 'c'.repeat(40)))
  const pull = { number: 7, head: 'c'.repeat(40) }
  for (let sent = 0; sent < 100; sent++) {
    const comment = { id: comments++, body: '/kitchen nothing' }
    await loop.deliver('issue_comment', {
      action: 'created',
      issue: { number: 7, pull_request: {} },
      comment,
      sender: { login: 'flood', type: 'User' },
    })
  }
  expect(await say(pull, '/kitchen help', 'flood')).toContain('more than 100 commands in an hour')
})

describe('a push to the default branch', () => {
  const push = (before: string, after: string, over: object = {}) =>
    loop.deliver('push', {
      ref: 'refs/heads/main',
      ...{ before, after, created: false, deleted: false, pusher: { name: 'ada' } },
      head_commit: { message: 'Mend it in a hurry\n\nNo time.' },
      ...over,
    })

  test('without a pull request is planned on its commit and promoted by the same road', async () => {
    const before = loop.github.commit(files)
    const after = loop.github.commit({ ...files, [sql]: `${files[sql]}limit ${++variants}\n` }, [before])
    await push(before, after)
    const plan = await until(() => loop.github.checks.find((one) => one.head_sha === after))
    expect(plan).toMatchObject({ name: 'galley / plan', conclusion: 'success' })
    expect(plan.output.summary).toContain('without a pull request')
    const run = await until(() => loop.github.runs.find((one) => one.inputs.sha === after))
    const { order, token } = await loop.claim(run)
    expect(order).toMatchObject({ kind: 'promote', pull_request: null, merge_base: before, head: after, actor: 'ada' })
    const promotion = { road: 'rebuild' as const, from_version: 1, to_version: 2, bound: [], unbound: [] }
    await loop.post(order.id, 'report', token, passing(order, { promotion }))
    await until(() =>
      loop.github.deployments.find((one) => one.payload.order === order.id && one.states.includes('success')),
    )
  })

  test('that does not read is red on its commit, and production stays', async () => {
    const before = loop.github.commit(files)
    const after = loop.github.commit({ ...files, [sql]: `select ${++variants} from nowhere\n` }, [before])
    await push(before, after)
    const plan = await until(() => loop.github.checks.find((one) => one.head_sha === after))
    expect(plan.conclusion).toBe('failure')
    expect(loop.github.runs.filter((one) => one.inputs.sha === after)).toEqual([])
  })

  test('that is a merge is promoted once, by its pull request', async () => {
    const before = loop.github.commit(files)
    const after = loop.github.commit({ ...files, [sql]: `${files[sql]}limit ${++variants}\n` }, [before])
    const pull = await open()
    await loop.push(pull.number, pull.head, 'closed', { state: 'closed', merged: true, merge_commit_sha: after })
    await push(before, after)
    await push(before, after, { ref: 'refs/heads/elsewhere' })
    await say(await open(), '/kitchen status')
    const orders = loop.github.runs.filter((one) => one.inputs.sha === after && one.inputs.environment === 'production')
    expect(orders.length).toBeLessThanOrEqual(1)
    expect(loop.github.checks.filter((one) => one.head_sha === after)).toEqual([])
  })
})

describe('a merge queue', () => {
  const group = (action: string, head: string, base: string) => {
    const merge_group = {
      head_sha: head,
      base_sha: base,
      base_ref: 'refs/heads/main',
      head_ref: `refs/heads/gh-readonly-queue/main/pr-7-${base}`,
    }
    return loop.deliver('merge_group', { action, merge_group })
  }

  test('gets the gate on what it is about to merge, in a kitchen that goes afterwards', async () => {
    const base = loop.github.commit(files)
    const head = loop.github.commit({ ...files, [sql]: `${files[sql]}limit ${++variants}\n` }, [base])
    await group('checks_requested', head, base)
    const environment = `mg_${head.slice(0, 12)}`
    const { order, token } = await loop.claim(await runOf(environment))
    expect(order).toMatchObject({ kind: 'kitchen', merge_base: base, head, pull_request: null })
    await loop.post(order.id, 'report', token, passing(order))
    await gate({ number: 0, head }, 'success')
    await group('destroyed', head, base)
    expect((await loop.claim(await runOf(environment, 1))).order).toMatchObject({ kind: 'remove', environment })
  })

  test('that takes it out again stops its run', async () => {
    const base = loop.github.commit(files)
    const head = loop.github.commit({ ...files, [sql]: `${files[sql]}limit ${++variants}\n` }, [base])
    await group('checks_requested', head, base)
    const run = await runOf(`mg_${head.slice(0, 12)}`)
    await group('destroyed', head, base)
    await gate({ number: 0, head }, 'cancelled')
    expect(run.cancelled).toBe(true)
  })

  test('is told at once of what changes no data', async () => {
    const base = loop.github.commit(files)
    const head = loop.github.commit({ ...files, 'README.md': `${++variants}` }, [base])
    await group('checks_requested', head, base)
    expect((await gate({ number: 0, head }, 'success')).output.title).toContain('changes no data')
  })
})
