import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whoMay } from '../../app/chatops/help.ts'
import { chatops } from '../../app/chatops/index.ts'
import type { CheckRun } from './support/github.ts'
import { aPull, type Loop, passing, startLoop } from './support/loop.ts'
import { type Files, files } from './support/project.ts'

let loop: Loop
beforeAll(async () => {
  loop = await startLoop()
  loop.github.commit(files, [])
})
afterAll(() => loop.stop())

const sql = 'recipes/flights/sql/arrivals.sql'
let numbers = 10
let variants = 0

/** A pull request of its own for each test, with a head that nobody else has. */
function start(change: (text: string) => string = (text) => `${text}where ${++variants} > 0\n`): {
  number: number
  head: string
} {
  return { number: numbers++, head: commit(change) }
}

function commit(change: (text: string) => string): string {
  return loop.github.commit({ ...files, [sql]: change(files[sql] ?? '') })
}

/** The newest check of that name on a commit, once `is` holds. */
function check(head: string, name: string, is: (check: CheckRun) => boolean = () => true): Promise<CheckRun> {
  return loop.github.until(() =>
    loop.github.checks.findLast((one) => one.head_sha === head && one.name === name && is(one)),
  )
}

const gate = (head: string, conclusion: string) => check(head, 'galley / gate', (one) => one.conclusion === conclusion)
const runOf = (environment: string, at = 0) =>
  loop.github.until(() => loop.github.runs.filter((run) => run.inputs.environment === environment)[at])
const commentWith = (words: string) =>
  loop.github.until(() => loop.github.comments.find((one) => one.body.includes(words)))

describe('a change', () => {
  test('is planned, run, reported and judged, in at most ten writes', async () => {
    const { number, head } = start()
    const before = loop.github.writes.length
    await loop.push(number, head, 'opened')
    expect((await check(head, 'galley / plan')).output.title).toBe('3 to run, 2 reused')
    const run = await runOf(`pr_${number}`)
    expect(run.inputs).toEqual({
      order: expect.stringMatching(/^order-/),
      sha: head,
      server: loop.url,
      environment: `pr_${number}`,
    })
    const { order, token } = await loop.claim(run)
    expect((await loop.post(order.id, 'report', token, passing(order))).status).toBe(200)
    await gate(head, 'success')
    expect((await check(head, 'galley / flights')).conclusion).toBe('success')
    const [image] = (await check(head, 'galley / charts')).output.images
    expect((await fetch(image?.image_url ?? '')).headers.get('content-type')).toBe('image/png')
    await commentWith(`in the kitchen \`pr_${number}\``)
    expect(loop.github.writes.length - before).toBeLessThanOrEqual(10)
  })

  test('that fails a stop test is stopped, and says where', async () => {
    const { number, head } = start()
    await loop.push(number, head, 'opened')
    const { order, token } = await loop.claim(await runOf(`pr_${number}`))
    const report = passing(order)
    const tests = report.tests.map((one, at) =>
      at === 0 ? { ...one, state: 'failed' as const, failures: 12, message: '12 rows have no place.' } : one,
    )
    await loop.post(order.id, 'report', token, { ...report, tests })
    expect((await gate(head, 'failure')).output.summary).toContain('12 rows have no place.')
    expect((await check(head, 'galley / flights')).output.annotations).toEqual([
      expect.objectContaining({ path: 'recipes/flights/recipe.yaml', start_line: 81, annotation_level: 'failure' }),
    ])
  })

  test('of a comment alone runs nothing and is green with the proof', async () => {
    const { number, head } = start((text) => `-- ${++variants}\n${text}`)
    await loop.push(number, head, 'opened')
    await gate(head, 'success')
    expect((await check(head, 'galley / plan')).output.summary).toContain(
      '5 nodes fingerprinted, 5 equal to the merge base',
    )
    expect(loop.github.runs.filter((run) => run.inputs.sha === head)).toEqual([])
  })

  test('that does not read is red at its lines, and green again once it is mended', async () => {
    const { number, head } = start(() => `select ${++variants} from nowhere\n`)
    await loop.push(number, head, 'opened')
    await gate(head, 'failure')
    const { annotations } = (await check(head, 'galley / plan')).output
    expect(annotations).toContainEqual(
      expect.objectContaining({ path: sql, start_line: 1, annotation_level: 'failure' }),
    )
    expect(loop.github.runs.filter((run) => run.inputs.sha === head)).toEqual([])
    const mended = commit((text) => `${text}limit ${++variants}\n`)
    await loop.push(number, mended)
    await runOf(`pr_${number}`)
    expect((await check(mended, 'galley / plan')).conclusion).toBe('success')
  })

  test('that is told of twice is run once', async () => {
    const { number, head } = start()
    await loop.push(number, head, 'opened')
    await loop.push(number, head, 'synchronize')
    await loop.deliver('issue_comment', said(number, '/kitchen status'))
    await commentWith('| the kitchen |')
    expect(loop.github.runs.filter((run) => run.inputs.sha === head)).toHaveLength(1)
  })

  test('of a fork is planned and not run', async () => {
    const { number, head } = start()
    await loop.push(number, head, 'opened', { head: { sha: head, repo: { id: 999 } } })
    expect((await gate(head, 'action_required')).output.title).toBe('Not run: the commit is in a fork')
    expect(loop.github.runs.filter((run) => run.inputs.sha === head)).toEqual([])
  })

  test('without a workflow says how to add one', async () => {
    const { number, head } = start()
    loop.github.workflow = false
    await loop.push(number, head, 'opened')
    expect((await gate(head, 'failure')).output.summary).toContain('docs/how-to/install.md')
    loop.github.workflow = true
  })
})

describe('an order', () => {
  test('is superseded by a newer push: its run is cancelled and told to stop', async () => {
    const { number, head } = start()
    await loop.push(number, head, 'opened')
    const run = await runOf(`pr_${number}`)
    const { order, token } = await loop.claim(run)
    const next = commit((text) => `${text}limit ${++variants}\n`)
    await loop.push(number, next)
    await runOf(`pr_${number}`, 1)
    await gate(head, 'cancelled')
    expect(run.cancelled).toBe(true)
    const events = { schema_version: 1, first: 0, events: [] }
    expect((await loop.post(order.id, 'events', token, events)).body).toEqual({ schema_version: 1, cancel: true })
  })

  test('whose runner dies ends as failed with the reason, and is run again on request', async () => {
    const { number, head } = start()
    await loop.push(number, head, 'opened')
    const run = await runOf(`pr_${number}`)
    const { order } = await loop.claim(run)
    await loop.deliver('workflow_run', ended(run.id, 'failure'))
    expect((await gate(head, 'failure')).output.title).toBe('Failed: the runner ended (failure) before it reported')
    const again = await loop.claim(run, 2)
    expect(again.order.id).toBe(order.id)
    await loop.post(order.id, 'report', again.token, passing(order))
    await gate(head, 'success')
  })

  test('is made anew when its check is asked for again', async () => {
    const { number, head } = start()
    await loop.push(number, head, 'opened')
    const run = await runOf(`pr_${number}`)
    loop.github.pull(number, aPull(number, head))
    await loop.deliver('check_run', {
      action: 'rerequested',
      check_run: { name: 'galley / gate', head_sha: head, conclusion: 'failure', pull_requests: [{ number }] },
    })
    const second = await runOf(`pr_${number}`, 1)
    expect(second.inputs.order).not.toBe(run.inputs.order)
    expect(run.cancelled).toBe(true)
  })

  test('refuses a report about another plan, and the gate says so', async () => {
    const { number, head } = start()
    await loop.push(number, head, 'opened')
    const { order, token } = await loop.claim(await runOf(`pr_${number}`))
    const report = passing(order)
    const forged = { ...report, order: { ...report.order, plan_digest: `sha256:${'0'.repeat(64)}` } }
    expect((await loop.post(order.id, 'report', token, forged)).status).toBe(422)
    expect((await gate(head, 'failure')).output.title).toBe('Failed: the report was refused')
  })
})

describe('a merge', () => {
  test('promotes what was tested, records a Deployment, and takes the kitchen away', async () => {
    const { number, head } = start()
    await loop.push(number, head, 'opened')
    const kitchen = await loop.claim(await runOf(`pr_${number}`))
    await loop.post(kitchen.order.id, 'report', kitchen.token, passing(kitchen.order))
    await gate(head, 'success')

    const merged = loop.github.commit(changed(head))
    await loop.push(number, head, 'closed', { state: 'closed', merged: true, merge_commit_sha: merged })
    const { order, token } = await loop.claim(await runOf('production'))
    expect(order).toMatchObject({ kind: 'promote', environment: 'production', head: merged, pull_request: number })
    const promotion = {
      road: 'swap' as const,
      from_version: 4,
      to_version: 5,
      bound: ['flights.arrivals'],
      unbound: [],
    }
    await loop.post(order.id, 'report', token, passing(order, { promotion }))
    await commentWith('### Galley: promoted as version 5')
    expect(loop.github.deployments.find((one) => one.payload.order === order.id)?.states).toEqual([
      'in_progress',
      'success',
    ])

    const removal = await loop.claim(await runOf(`pr_${number}`, 1))
    expect(removal.order).toMatchObject({ kind: 'remove', environment: `pr_${number}`, plan_digest: null })
  })

  test('of a change without data promotes nothing and says so', async () => {
    const { number, head } = start((text) => `-- ${++variants}\n${text}`)
    await loop.push(number, head, 'closed', { state: 'closed', merged: true, merge_commit_sha: head })
    await commentWith(`${head.slice(0, 7)} changes no node`)
  })
})

test('closing removes the kitchen, and the comment says so', async () => {
  const { number, head } = start()
  await loop.push(number, head, 'opened')
  await runOf(`pr_${number}`)
  await loop.push(number, head, 'closed', { state: 'closed' })
  const { order, token } = await loop.claim(await runOf(`pr_${number}`, 1))
  expect(order.kind).toBe('remove')
  await loop.post(order.id, 'report', token, passing(order, { nodes: [], tests: [], measures: [] }))
  await commentWith(`The kitchen \`pr_${number}\` and its bindings are gone.`)
})

describe('a command', () => {
  test('is in the reference, with what it does and who may', async () => {
    const page = await readFile(new URL('../../docs/reference/kitchen-commands.md', import.meta.url), 'utf8')
    for (const { usage, does, ...chatop } of chatops) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`/kitchen ${usage}\` |`))
      expect(row, usage).toBeDefined()
      expect(row).toContain(`| ${whoMay(chatop)} |`)
      if (usage !== 'help') expect(row?.replaceAll('’', "'")).toContain(does.replaceAll('’', "'"))
    }
  })

  test.each([
    ['help', '/kitchen help', '| `/kitchen run [NODE ...] [--force]` |'],
    ['a slip', '/kitchen statsu', 'Did you mean "status"?'],
    ['a node that is none', '/kitchen run; rm', 'There is no command `run;`'],
  ])('is answered: %s', async (_, body, answer) => {
    const { number, head } = start()
    loop.github.pull(number, aPull(number, head))
    await loop.deliver('issue_comment', said(number, body))
    expect((await commentWith(answer)).body).toMatch(/^<!-- galley:reply:\d+ -->/)
  })

  test('that runs something needs the role for it at that moment', async () => {
    const { number, head } = start()
    loop.github.pull(number, aPull(number, head))
    loop.github.permission = 'read'
    await loop.deliver('issue_comment', said(number, '/kitchen run'))
    await commentWith('It takes `write`; ada has the role `read`.')
    loop.github.permission = 'write'
    expect(loop.github.runs.filter((run) => run.inputs.sha === head)).toEqual([])
  })

  test('stops what runs, and tries again what did not pass', async () => {
    const { number, head } = start()
    await loop.push(number, head, 'opened')
    const run = await runOf(`pr_${number}`)
    const { order, token } = await loop.claim(run)
    await loop.deliver('issue_comment', said(number, '/kitchen explain by_hour'))
    await commentWith('flights.by_hour')
    await loop.deliver('issue_comment', said(number, '/kitchen retry'))
    await commentWith('has not ended yet')
    await loop.deliver('issue_comment', said(number, '/kitchen cancel'))
    await commentWith('Stopped: 1 order.')
    expect((await gate(head, 'cancelled')).output.title).toBe('Cancelled by ada')
    expect(run.cancelled).toBe(true)
    // The runner is told to stop when it next says something, and its report comes too late.
    expect((await loop.post(order.id, 'report', token, passing(order))).status).toBe(409)
    await loop.deliver('issue_comment', said(number, '/kitchen cancel'))
    await commentWith('Nothing runs for this pull request.')
    await loop.deliver('issue_comment', said(number, '/kitchen retry'))
    const again = await loop.claim(await runOf(`pr_${number}`, 1))
    await loop.post(again.order.id, 'report', again.token, passing(again.order))
    await gate(head, 'success')
    await loop.deliver('issue_comment', said(number, '/kitchen retry'))
    await commentWith('there is nothing to try again')
  })

  test('shows what was reported', async () => {
    const { number, head } = start()
    await loop.push(number, head, 'opened')
    const { order, token } = await loop.claim(await runOf(`pr_${number}`))
    await loop.deliver('issue_comment', said(number, '/kitchen diff'))
    await commentWith('has reported yet')
    const report = passing(order)
    const [measure] = report.measures
    await loop.post(order.id, 'report', token, report)
    await gate(head, 'success')
    await loop.deliver('issue_comment', said(number, '/kitchen diff arivals'))
    await commentWith('`arivals` was not compared')
    await loop.deliver('issue_comment', said(number, `/kitchen chart ${measure?.node}.${measure?.measure}`))
    const { body } = await commentWith('.png)')
    const [, picture = ''] = /!\[[^\]]*\]\((\S+\.png)\)/.exec(body) ?? []
    expect((await fetch(picture)).headers.get('content-type')).toBe('image/png')
    await loop.deliver('issue_comment', said(number, '/kitchen chart nothing.at_all'))
    await commentWith('No measure `nothing.at_all` was taken.')
  })

  test('runs a node that is unchanged', async () => {
    const { number, head } = start()
    loop.github.pull(number, aPull(number, head))
    await loop.deliver('issue_comment', said(number, '/kitchen run flights.by_hour'))
    const { order } = await loop.claim(await runOf(`pr_${number}`))
    expect(order.force).toEqual(['flights.by_hour'])
    expect((await check(head, 'galley / plan')).output.title).toBe('4 to run, 1 reused')
  })
})

let commentIds = 5000
function said(number: number, body: string): object {
  return { action: 'created', issue: { number, pull_request: {} }, comment: { id: commentIds++, body } }
}

function ended(id: number, conclusion: string): object {
  const html_url = `https://github.test/runs/${id}`
  return { action: 'completed', workflow_run: { id, conclusion, display_title: 'galley', html_url } }
}

function changed(head: string): Files {
  return { ...files, [sql]: `${files[sql]}limit 7 -- ${head}\n` }
}

test('a change gets no comment where the default branch wants none; a change that wants none for itself gets it', async () => {
  const quiet = { ...files, 'galley.yaml': `${files['galley.yaml']}comment: false\n` }
  const about = async (main: string | null, head: string): Promise<string[]> => {
    loop.github.main = main
    const number = numbers++
    await loop.push(number, head, 'opened')
    const { order, token } = await loop.claim(await runOf(`pr_${number}`))
    await loop.post(order.id, 'report', token, passing(order))
    await gate(head, 'success')
    // The comment goes before the end of the judgement.
    const judged = () => loop.github.comments.find(({ body }) => body.includes(order.id) && body.includes('**pass**'))
    while (judged() === undefined) {
      const before = loop.github.comments.length
      await loop.deliver('issue_comment', said(number, '/kitchen status'))
      await loop.github.until(() => loop.github.comments[before])
    }
    return loop.github.comments.map(({ body }) => body).filter((body) => body.includes(`the kitchen \`pr_${number}\``))
  }
  const edited = (also: Files) => loop.github.commit({ ...also, [sql]: `${files[sql]}where ${++variants} > 0\n` })
  try {
    expect(await about(loop.github.commit(quiet), edited(files))).toEqual([])
    expect(await about(null, edited(quiet))).toHaveLength(1)
  } finally {
    loop.github.main = null
  }
})
