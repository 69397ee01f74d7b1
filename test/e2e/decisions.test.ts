import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, openDesk } from '../demo/desk.ts'
import type { Check } from '../demo/hub.ts'
import { produceDays } from '../demo/production.ts'
import { days } from '../demo/scenario/days.ts'
import { type Stage, setStage } from '../demo/stage.ts'

// What people decide, with every part real: the App as a process, the Action in its workflow, git, DuckDB.
let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  const { desk, warehouse, landing, env } = stage
  await produceDays({ checkout: desk.folder, warehouse, landing, days, env, onDay: () => {} })
}, 240_000)
afterAll(() => stage?.stop())

const arrivals = 'recipes/flights/sql/arrivals.sql'
const byHour = 'recipes/flights/sql/by_hour.sql'

async function push(desk: Desk, branch: string, path: string, edit: (text: string) => string): Promise<string> {
  await desk.git('fetch', '--quiet', 'origin')
  await desk.git('checkout', '--quiet', '-B', branch, 'origin/main')
  await writeFile(join(desk.folder, path), edit(await desk.git('show', `HEAD:${path}`)))
  await desk.git('commit', '--quiet', '--all', '-m', `Edit ${path}`)
  await desk.git('push', '--quiet', '--force', 'origin', branch)
  return desk.git('rev-parse', 'HEAD')
}

async function open(head: string): Promise<number> {
  const { octokit, owner, repo } = stage.hub
  return (await octokit.pulls.create({ owner, repo, title: head, head, base: 'main' })).data.number
}

const gate = (sha: string, conclusion: string): Promise<Check> =>
  stage.hub.until(`a gate that is ${conclusion}`, async () =>
    (await stage.hub.checks(sha)).find((one) => one.name === 'galley / gate' && one.conclusion === conclusion),
  )

/** Says it and gives the answer. */
async function say(number: number, body: string): Promise<string> {
  const { octokit, owner, repo } = stage.hub
  const { data } = await octokit.issues.createComment({ owner, repo, issue_number: number, body })
  return stage.hub.until(
    `an answer to ${body}`,
    async () => (await stage.hub.comments(number)).find((one) => one.body.includes(`galley:reply:${data.id} `))?.body,
  )
}

const versions = async (): Promise<string[]> =>
  (await stage.desk.galley(stage.env, 'versions')).out.split('\n').slice(1)

describe('a signal that is meant', () => {
  it('is accepted with a reason, merged by a command, promoted, and rolled back under a lock', async () => {
    const sha = await push(stage.desk, 'later', arrivals, (text) =>
      text.replace('>= $late_minutes', '>= $late_minutes + 60'),
    )
    const number = await open('later')
    expect((await gate(sha, 'failure')).output.summary).toContain('/kitchen accept')
    expect(await say(number, '/kitchen accept all "late is an hour later from now on"')).toContain('Accepted:')
    const green = await gate(sha, 'success')
    expect(green.output.summary).toContain('late is an hour later from now on')

    expect(await say(number, '/kitchen promote')).toContain('Merged exactly')
    await stage.hub.until('the promotion', async () =>
      (await stage.hub.comments(number)).find((one) => /promoted as version/.test(one.body)),
    )
    expect((await versions())[0]).toMatch(new RegExp(`^${days.length + 1} +promote +#${number} `))

    expect(await say(number, '/kitchen rollback')).toContain('**Production is locked,**')
    await stage.hub.until('the rollback', async () =>
      (await stage.hub.comments(number)).find((one) => /production is rolled back as version/.test(one.body)),
    )
    await stage.rig.runner.idle()
    expect((await versions())[0]).toMatch(new RegExp(`^${days.length + 2} +rollback `))
  })

  it('waits while production is locked, and goes on when it is not', async () => {
    const sha = await push(stage.desk, 'hours', byHour, (text) => `${text.trimEnd()}\nlimit 1000\n`)
    const number = await open('hours')
    expect((await gate(sha, 'action_required')).output.title).toContain('Waiting: lock')
    await say(number, '/kitchen unlock')
    await gate(sha, 'success')
  })
})

describe('production', () => {
  it('is run on its newest data by a command', async () => {
    const { hub, rig } = stage
    const { owner, repo } = hub
    const number = await open('hours').catch(
      async () => (await hub.octokit.pulls.list({ owner, repo })).data[0]?.number ?? 0,
    )
    const before = (await versions())[0]
    const order = /order-\w+/.exec(await say(number, '/kitchen produce flights'))?.[0]
    await hub.until('the Deployment', async () => {
      const { data } = await hub.octokit.repos.listDeployments({ owner, repo, environment: 'production' })
      const mine = data.find(({ payload }) => (payload as { order?: string }).order === order)
      if (mine === undefined) return undefined
      const { data: states } = await hub.octokit.repos.listDeploymentStatuses({ owner, repo, deployment_id: mine.id })
      return states.some(({ state }) => state === 'success') ? true : undefined
    })
    await rig.runner.idle()
    expect(before).toMatch(/rollback/)
    expect((await versions())[0]).toMatch(/run/)
  })
})

describe('a fork', () => {
  it('runs by its own workflow at the commit that was approved', async () => {
    const { rig, repository, hub, home } = stage
    const stranger = rig.addUser('stranger')
    const fork = await rig.forkRepository(repository, 'stranger')
    const desk = await openDesk(join(home, 'stranger'), fork.cloneUrl(stranger.token), 'stranger')
    const sha = await push(desk, 'theirs', byHour, (text) => `${text.trimEnd()}\nlimit 2000\n`)
    const number = await open('stranger:theirs')
    const waiting = await gate(sha, 'action_required')
    expect(waiting.output.title).toBe('Not run: the commit is in a fork')
    const runs = rig.runner.runs.length
    await rig.people.pressButton('stranger', waiting.id, 'approve')
    await hub.until('the refusal', async () =>
      (await hub.comments(number)).find((one) => one.body.includes('stranger has the role `read`')),
    )
    expect(rig.runner.runs).toHaveLength(runs)
    expect(await say(number, `/kitchen approve ${sha.slice(0, 12)}`)).toContain('may run')
    await gate(sha, 'success')
    expect(rig.runner.runs).toHaveLength(runs + 1)
  })
})

it('GitHub’s API was used as it is described, with no more rights than app.yml asks for', () => {
  expect(stage.rig.violations).toEqual([])
})
