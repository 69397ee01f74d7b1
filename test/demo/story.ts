import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plan } from '../../recipes-schema/plan/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import type { Check, Pull } from './hub.ts'
import { produceDays } from './production.ts'
import { changes } from './scenario/changes.ts'
import { days } from './scenario/days.ts'
import type { Change } from './scenario/types.ts'
import type { Stage } from './stage.ts'

/** What was seen of one pull request once its gate had spoken. */
export interface PullStory {
  readonly change: Change
  readonly pull: Pull
  readonly head: string
  readonly diff: string
  readonly checks: readonly Check[]
  readonly comment: string | null
  /** The pictures of each check by its name; GitHub shows them and its API keeps them to itself. */
  readonly images: ReadonlyMap<string, readonly string[]>
  readonly runs: number
  /** Milliseconds from the start of the push. */
  readonly toPlan: number
  readonly toVerdict: number
}

export interface Laptop {
  readonly plan: Plan
  readonly run: Report
  readonly promote: Report
}

export interface Promoted {
  readonly deployment: { readonly id: number; readonly environment: string; readonly description: string | null }
  readonly state: string
  readonly words: string
  readonly comment: string
  readonly versions: string
  readonly afterRollback: string
  readonly afterForward: string
  /** Milliseconds from the merge to the Deployment's success. */
  readonly toPromoted: number
}

export interface Story {
  readonly produced: readonly { readonly day: string; readonly seconds: number }[]
  readonly better: PullStory
  readonly fanOut: PullStory
  readonly cosmetic: PullStory
  readonly laptop: Laptop
  readonly promoted: Promoted
  readonly environmentsBefore: string
  readonly environmentsAfter: string
  /** App writes to the API for the first pull request, from push to verdict. */
  readonly apiWrites: number
}

/** Told while the story is played. */
export type Tell = (line: string) => void

/** Plays the whole loop once. Nothing in here is staged: every answer comes from the running parts. */
export async function play(stage: Stage, tell: Tell): Promise<Story> {
  const { desk, env, hub } = stage
  tell(`Production: ${days.length} days of real flights, a production order each`)
  const produced = await produce(stage, tell)

  const writesBefore = appWrites(stage)
  const better = await openPull(stage, changeOf('better'), tell)
  const apiWrites = appWrites(stage) - writesBefore
  const laptop = await tryOnLaptop(stage, better, tell)
  const fanOut = await openPull(stage, changeOf('fan_out'), tell)
  const cosmetic = await openPull(stage, changeOf('cosmetic'), tell)
  const environmentsBefore = (await desk.galley(env, 'envs')).out

  const promoted = await merge(stage, better, tell)

  tell(`Close #${fanOut.pull.number}: its kitchen is removed`)
  await hub.octokit.pulls.update({ owner: hub.owner, repo: hub.repo, pull_number: fanOut.pull.number, state: 'closed' })
  await hub.until('the removal of the kitchen', async () => {
    const [comment] = await hub.comments(fanOut.pull.number)
    return comment !== undefined && /removed|gone/i.test(comment.body) ? true : undefined
  })
  await stage.rig.runner.idle()
  const environmentsAfter = (await desk.galley(env, 'envs')).out
  tell(indent(environmentsAfter))
  return { produced, better, fanOut, cosmetic, laptop, promoted, environmentsBefore, environmentsAfter, apiWrites }
}

async function produce(stage: Stage, tell: Tell): Promise<Story['produced']> {
  const produced: { day: string; seconds: number }[] = []
  await produceDays({
    checkout: stage.desk.folder,
    warehouse: stage.warehouse,
    landing: stage.landing,
    days,
    env: stage.env,
    onDay(day, report) {
      const { started_at, finished_at } = report.order
      produced.push({ day, seconds: (Date.parse(finished_at) - Date.parse(started_at)) / 1000 })
      if (produced.length % 7 === 0 || produced.length === days.length)
        tell(`  ${day}: version ${report.promotion?.to_version}`)
    },
  })
  return produced
}

async function openPull(stage: Stage, change: Change, tell: Tell): Promise<PullStory> {
  const { desk, hub, rig } = stage
  const { owner, repo } = hub
  const runsBefore = rig.runner.runs.length
  const head = await desk.commit(change)
  const diff = await desk.git('diff', 'origin/main', 'HEAD')
  const started = performance.now()
  await desk.git('push', '--quiet', 'origin', change.branch)
  const { data: pull } = await hub.octokit.pulls.create({
    owner,
    repo,
    title: change.title,
    body: change.body,
    head: change.branch,
    base: 'main',
  })
  tell(`Pull request #${pull.number}: ${change.title}`)
  const plan = await hub.completed(head, 'galley / plan')
  const toPlan = performance.now() - started
  tell(`  ${seconds(toPlan)} after the push: ${plan.output.title}`)
  const gate = await hub.completed(head, 'galley / gate')
  const toVerdict = performance.now() - started
  tell(
    `  ${seconds(toVerdict)} after the push: ${gate.conclusion === 'success' ? 'green' : 'red'}. ${gate.output.title}`,
  )
  const runs = rig.runner.runs.length - runsBefore
  // A change that needs no run gets no comment either: the checks say it.
  const comment =
    runs === 0 ? null : await hub.until('the comment', async () => (await hub.comments(pull.number))[0]?.body)
  return {
    change,
    pull,
    head,
    diff,
    checks: await hub.checks(head),
    comment,
    images: imagesOf(stage, head),
    runs,
    toPlan,
    toVerdict,
  }
}

function imagesOf({ rig, repository }: Stage, head: string): PullStory['images'] {
  const checks = rig.state(repository).checks.filter((check) => check.sha === head)
  return new Map(checks.map((check) => [check.name, check.images.map((image) => image.image_url)]))
}

/** The same repository without GitHub: a clone, a copy of the warehouse, three commands. */
async function tryOnLaptop(stage: Stage, { change }: PullStory, tell: Tell): Promise<Laptop> {
  tell('The same on a laptop, without GitHub or the App')
  const warehouse = join(stage.home, 'laptop.duckdb')
  await stage.rig.runner.idle()
  await copyFile(stage.warehouse, warehouse)
  const env = { ...stage.env, GALLEY_WAREHOUSE: warehouse }
  const range = ['--base', 'origin/main', '--head', change.branch]
  const galley = async <T>(...args: string[]): Promise<T> => {
    const { exit, out, err } = await stage.desk.galley(env, ...args, '--json')
    if (exit !== 0) throw new Error(`galley ${args.join(' ')} ended with ${exit}: ${out}\n${err}`)
    return JSON.parse(out) as T
  }
  const plan = await galley<Plan>('plan', ...range)
  tell(`  galley plan     ${plan.digest}`)
  const run = await galley<Report>('run', '--env', 'laptop', ...range)
  tell(`  galley run      ${run.order.plan_digest}`)
  const promote = await galley<Report>('promote', '--env', 'laptop')
  tell(`  galley promote  ${promote.order.plan_digest}`)
  return { plan, run, promote }
}

async function merge(stage: Stage, { pull, head }: PullStory, tell: Tell): Promise<Promoted> {
  const { desk, env, hub } = stage
  const { owner, repo } = hub
  tell(`Merge #${pull.number}`)
  const started = performance.now()
  await hub.octokit.pulls.merge({ owner, repo, pull_number: pull.number, sha: head, merge_method: 'merge' })
  const { deployment, state, words } = await hub.until('the Deployment', async () => {
    const { data } = await hub.octokit.repos.listDeployments({ owner, repo, environment: 'production' })
    const [newest] = data
    if (newest === undefined) return undefined
    const { data: statuses } = await hub.octokit.repos.listDeploymentStatuses({ owner, repo, deployment_id: newest.id })
    const ended = statuses.find((one) => ['success', 'failure', 'error'].includes(one.state))
    return ended === undefined ? undefined : { deployment: newest, state: ended.state, words: ended.description }
  })
  const toPromoted = performance.now() - started
  tell(`  ${seconds(toPromoted)} after the merge: the Deployment says ${state}. ${words}`)
  const comment = await hub.until('the promotion in the comment', async () => {
    const [first] = await hub.comments(pull.number)
    return first !== undefined && /promoted as version/i.test(first.body) ? first.body : undefined
  })
  await stage.rig.runner.idle()
  const versions = (await desk.galley(env, 'versions', '--limit', '3')).out
  tell(indent(versions))
  const undone = await desk.galley(env, 'rollback')
  tell(`  galley rollback: ${undone.out}`)
  const afterRollback = (await desk.galley(env, 'versions', '--limit', '3')).out
  const forward = await desk.galley(env, 'rollback', '--to', String(days.length + 1))
  tell(`  and forward again: ${forward.out}`)
  return { deployment, state, words, comment, versions, afterRollback, afterForward: forward.out, toPromoted }
}

/** What the App wrote to GitHub so far; minting tokens is no write to a repository. */
function appWrites({ rig }: Stage): number {
  const writes = new Set(['POST', 'PATCH', 'PUT', 'DELETE'])
  return rig.requests.filter(
    (one) => writes.has(one.method) && /^installation/.test(one.actor) && !one.path.endsWith('/access_tokens'),
  ).length
}

function changeOf(id: Change['id']): Change {
  const found = changes.find((change) => change.id === id)
  if (found === undefined) throw new Error(`the scenario has no change ${id}`)
  return found
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
