import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Site } from '../site.ts'
import type { Job, Run } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { eventOf, githubContext, runContexts } from './contexts.ts'
import { jobVariables } from './environment.ts'
import { expand, expandAll, literal } from './expression.ts'
import { claimsOf } from './identity.ts'
import { afterwards, contextsOf, type JobScope } from './job-scope.ts'
import { limitOf } from './limit.ts'
import { createLog } from './log.ts'
import { permissionsOf } from './permissions.ts'
import type { Stop } from './process.ts'
import type { RunnerSettings } from './runner.ts'
import { carryOutStep } from './step.ts'
import type { JobFile, WorkflowFile } from './workflow.ts'

/** What a job may take, unless it says otherwise: GitHub's six hours. */
const defaultMinutes = 360

export interface JobWork {
  readonly site: Site
  readonly settings: RunnerSettings
  readonly run: Run
  readonly job: Job
  readonly workflow: WorkflowFile
  readonly file: JobFile
  readonly stop: Stop
  /** Results and outputs of the jobs before it. */
  readonly needs: Readonly<Record<string, unknown>>
}

/** Carries out one job in a fresh folder; its conclusion and outputs are in the job's record afterwards. */
export async function carryOutJob(work: JobWork): Promise<void> {
  const { site, run, job, workflow, file, stop } = work
  job.status = 'in_progress'
  job.startedAt = timestamp()
  site.bus.tell('run')
  const contexts = { ...runContexts(site, run, workflow), needs: work.needs }
  const minutes = literal(file['timeout-minutes'], contexts) ?? String(defaultMinutes)
  const limit = limitOf(minutes, stop.cancel)
  const { scope, end } = await openScope(work, { ...stop, cancel: limit.signal })
  const onCancel = (): void => {
    scope.state.cancelled = true
  }
  limit.signal.addEventListener('abort', onCancel)
  for (const [at, step] of file.steps.entries()) {
    const record = job.steps[at]
    if (record !== undefined) await carryOutStep(scope, step, record)
    site.bus.tell('run')
  }
  for (const post of scope.posts.toReversed()) {
    if (!stop.kill.aborted && !(await post(afterwards(scope)).catch(() => false))) scope.state.failed = true
  }
  limit.clear()
  Object.assign(job.outputs, expandAll(file.outputs ?? {}, contextsOf(scope), { failed: false, cancelled: false }))
  if (limit.isOver()) scope.log.write(`##[error]The job has exceeded the maximum execution time of ${minutes} minutes.`)
  end()
  job.conclusion = stop.kill.aborted ? 'failure' : scope.state.cancelled ? 'cancelled' : concluded(scope)
  job.status = 'completed'
  job.completedAt = timestamp()
}

function concluded({ state }: JobScope): 'failure' | 'success' {
  return state.failed ? 'failure' : 'success'
}

async function openScope(work: JobWork, stop: Stop): Promise<{ scope: JobScope; end: () => void }> {
  const { site, settings, run, job, workflow, file } = work
  const github = githubContext(site, run)
  const folders = await makeFolders(join(site.home, 'runs', `${run.id}-${run.attempt}-${job.key}`), run)
  const event = join(folders.temp, 'event.json')
  await writeFile(event, JSON.stringify(eventOf(site, run)))
  const permissions = permissionsOf(workflow, file)
  const token = tokenFor(site, run, permissions.token)
  const written = { ...runContexts(site, run, workflow), needs: work.needs }
  const environment = file.environment === undefined ? null : expand(nameOf(file.environment), written)
  const identity = permissions.identity
    ? site.runner.identities.allow({ run, job, claims: claimsOf(github, environment) })
    : null
  const log = createLog((line) => {
    run.log += `${line}\n`
    site.bus.tell('log')
  }, job.annotations)
  for (const secret of [token, ...Object.values(run.repository.secrets)]) log.mask(secret)
  const own = { token, job: job.key, workspace: folders.workspace, event_path: event, action: '__run' }
  const variables = jobVariables(
    github,
    job.key,
    { ...folders, event },
    identity === null ? null : identityOf(site, identity),
  )
  const contexts = {
    ...written,
    github: { ...github, ...own },
    secrets: { ...run.repository.secrets, GITHUB_TOKEN: token },
    runner: { os: 'Linux', arch: variables.RUNNER_ARCH, name: 'rig', temp: folders.temp, tool_cache: folders.tools },
  }
  const env = { ...expandAll(workflow.env, contexts), ...expandAll(file.env ?? {}, contexts) }
  const scope: JobScope = {
    ...{ site, run, job, file, log, stop, token, contexts },
    waits: settings.waits,
    workspace: folders.workspace,
    temp: folders.temp,
    actions: settings.actions,
    variables: { ...variables, ...settings.env },
    env,
    path: [],
    steps: {},
    posts: [],
    state: { failed: false, cancelled: stop.cancel.aborted },
  }
  const end = (): void => {
    // A run's rights end with it.
    site.tokens.revoke(token)
    if (identity !== null) site.runner.identities.forget(identity)
  }
  return { scope, end }
}

async function makeFolders(root: string, run: Run) {
  const { name } = run.repository
  const folders = {
    home: join(root, 'home'),
    workspace: join(root, 'work', name, name),
    temp: join(root, 'temp'),
    tools: join(root, 'tools'),
  }
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })))
  return folders
}

function tokenFor(site: Site, run: Run, permissions: Readonly<Record<string, 'read' | 'write'>>): string {
  const app = site.actionsApp
  const repositories = new Set([run.repository.id])
  const actor = { type: 'installation' as const, app, installationId: null, permissions, repositories }
  return site.tokens.issueInstallation(actor, new Date(Date.now() + 6 * 3_600_000))
}

function identityOf(site: Site, token: string) {
  return { url: `${site.url}/_runner/identity?api-version=2.0`, token }
}

function nameOf(environment: NonNullable<JobFile['environment']>): string {
  return typeof environment === 'string' ? environment : environment.name
}
