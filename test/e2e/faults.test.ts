import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Check } from '../demo/hub.ts'
import { produceDays } from '../demo/production.ts'
import { days } from '../demo/scenario/days.ts'
import { type Stage, setStage } from '../demo/stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  const { desk, warehouse, landing, env } = stage
  await produceDays({ checkout: desk.folder, warehouse, landing, days: days.slice(-2), env, onDay: () => {} })
}, 120_000)
afterAll(() => stage?.stop())

const sqlFile = 'recipes/flights/sql/by_hour.sql'
const recipeFile = 'recipes/flights/recipe.yaml'

/** Commits edits of files on a branch and pushes it; gives the head. */
async function push(branch: string, edits: Readonly<Record<string, (text: string) => string>>): Promise<string> {
  const { desk } = stage
  const exists = (await desk.git('branch', '--list', branch)) !== ''
  await desk.git('checkout', '--quiet', ...(exists ? [branch] : ['-b', branch, 'origin/main']))
  for (const [path, edit] of Object.entries(edits))
    await writeFile(join(desk.folder, path), edit(await desk.git('show', `HEAD:${path}`)))
  await desk.git('commit', '--quiet', '--all', '-m', `Edit ${Object.keys(edits).join(', ')}`)
  await desk.git('push', '--quiet', 'origin', branch)
  return desk.git('rev-parse', 'HEAD')
}

async function open(branch: string): Promise<number> {
  const { octokit, owner, repo } = stage.hub
  const { data } = await octokit.pulls.create({ owner, repo, title: branch, head: branch, base: 'main' })
  return data.number
}

async function annotations(check: Check): Promise<string[]> {
  const { octokit, owner, repo } = stage.hub
  const { data } = await octokit.checks.listAnnotations({ owner, repo, check_run_id: check.id })
  return data.map((one) => `${one.path}:${one.start_line}`)
}

const runs = (): number => stage.rig.runner.runs.length

describe('recipes that are wrong', () => {
  const faults: [name: string, edits: Record<string, (text: string) => string>, at: RegExp][] = [
    ['are not YAML', { [recipeFile]: (text) => `${text}\nnodes: [\n` }, /^recipes\/flights\/recipe\.yaml:\d+$/],
    [
      'have an unknown key',
      { [recipeFile]: (text) => text.replace('  by_hour:\n', '  by_hour:\n    materialised: view\n') },
      /^recipes\/flights\/recipe\.yaml:\d+$/,
    ],
    [
      'have a cycle',
      { 'recipes/flights/sql/stg_flights.sql': (text) => `${text.trimEnd()}\nunion all select * from stg_flights\n` },
      /^recipes\/flights\/recipe\.yaml:\d+$/,
    ],
    [
      'have SQL that does not parse',
      { [sqlFile]: (text) => `${text.trimEnd()} having (\n` },
      /^recipes\/flights\/sql\/by_hour\.sql:\d+$/,
    ],
    [
      'read a table that nobody makes',
      { [sqlFile]: (text) => text.replace(/from (\w+)/, 'from $1_gone') },
      /^recipes\/flights\/sql\/by_hour\.sql:\d+$/,
    ],
  ]
  it.each(faults)('that %s are marked on their lines, and nothing is dispatched', async (name, edits, at) => {
    const before = runs()
    const branch = name.replaceAll(/\W+/g, '-')
    const head = await push(branch, edits)
    await open(branch)
    const gate = await stage.hub.completed(head, 'galley / gate')
    expect(gate.conclusion).toBe('failure')
    const plan = await stage.hub.completed(head, 'galley / plan')
    expect(plan.conclusion).toBe('failure')
    const marked = await annotations(plan)
    expect(
      marked.some((one) => at.test(one)),
      marked.join(' '),
    ).toBe(true)
    expect(runs()).toBe(before)
  })

  it('turn green by a later push that mends them', async () => {
    const branch = 'have-SQL-that-does-not-parse'
    const head = await push(branch, { [sqlFile]: (text) => text.replace(' having (', ' -- mended') })
    const gate = await stage.hub.completed(head, 'galley / gate')
    expect(gate.conclusion).toBe('success')
  })
})

describe('a webhook with a bad signature', () => {
  it('is refused, and nothing comes of it', async () => {
    const body = JSON.stringify({ action: 'opened' })
    const headers = {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': 'd0',
      'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
    }
    const response = await fetch(`${stage.app.url}/api/github/webhooks`, { method: 'POST', headers, body })
    expect(response.status).toBe(401)
  })
})

describe('a runner that dies', () => {
  it('ends the checks as failed, with the reason', async () => {
    const { rig, hub } = stage
    const before = runs()
    const head = await push('slow', {
      [recipeFile]: (text) => text.replace('run: sh scripts/bulletin.sh', 'run: echo here; sleep 50'),
    })
    await open('slow')
    const run = await hub.until('the run', async () =>
      rig.runner.runs.slice(before).find((one) => /here/.test(String(one.log))),
    )
    rig.runner.kill(run.id)
    const gate = await hub.completed(head, 'galley / gate')
    expect(gate.conclusion).toBe('failure')
    expect(`${gate.output.title}${gate.output.summary}`).toMatch(/runner ended/)
  })

  it('and asking for it again runs it', async () => {
    const { octokit, owner, repo } = stage.hub
    const head = await push('slow', {
      [recipeFile]: (text) => text.replace('run: echo here; sleep 50', 'run: echo quick'),
    })
    expect((await stage.hub.completed(head, 'galley / gate')).conclusion).toBe('success')
    const before = runs()
    const { data } = await octokit.pulls.list({ owner, repo, head: `${owner}:slow`, state: 'open' })
    const number = data[0]?.number ?? 0
    await octokit.issues.createComment({ owner, repo, issue_number: number, body: '/kitchen run by_hour' })
    await stage.hub.until('another run', async () => (runs() > before ? true : undefined))
    expect((await stage.hub.completed(head, 'galley / gate')).conclusion).toBe('success')
  })
})

describe('a pull request that does not go to production', () => {
  it('gets a plan and no gate: a gate belongs to a commit, and only the way to production may speak on it', async () => {
    const { hub, desk } = stage
    const { octokit, owner, repo } = hub
    await desk.git('push', '--quiet', 'origin', 'origin/main:refs/heads/elsewhere')
    const head = await push('aside', { [sqlFile]: (text) => text.replace('group by', '-- aside\ngroup by') })
    const before = runs()
    await octokit.pulls.create({ owner, repo, title: 'aside', head: 'aside', base: 'elsewhere' })
    expect((await hub.completed(head, 'galley / plan')).conclusion).toBe('success')
    expect((await hub.checks(head)).map((check) => check.name)).toEqual(['galley / plan'])
    expect(runs()).toBe(before)
  })
})

describe('chatops', () => {
  it.each([
    ['/kitchen help', /status/],
    ['/kitchen stauts', /status/],
    ['/kitchen status', /pr_|kitchen/i],
  ])('%s is answered', async (command, words) => {
    const { octokit, owner, repo } = stage.hub
    const { data } = await octokit.pulls.list({ owner, repo, head: `${owner}:slow`, state: 'all' })
    const number = data[0]?.number ?? 0
    const { data: asked } = await octokit.issues.createComment({ owner, repo, issue_number: number, body: command })
    await stage.hub.until(`an answer to ${command}`, async () =>
      (await stage.hub.comments(number)).find((one) => one.id > asked.id && words.test(one.body)),
    )
  })
})

it('GitHub’s API was used as it is described', () => {
  expect(stage.rig.violations).toEqual([])
})
