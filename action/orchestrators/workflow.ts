import { type Client, client } from './client.ts'
import { count, decoder, having, listOf, text, textOrNull } from './decode.ts'
import { linesAfter } from './log-lines.ts'
import type { OpenOutside } from './open.ts'
import { type Child, type Look, type Orchestrator, type StateTable, stateOf } from './orchestrator.ts'
import { isStatus, OutsideFault } from './outside-fault.ts'

const page = 100
/** The input that carries our id; a workflow that declares it and shows it in its `run-name` can be found again. */
const ownInput = 'galley_run'

/** `status` while it runs, `conclusion` when it is completed. Where nothing was done, nothing is a success. */
const runStates: StateTable = {
  queued: 'running',
  requested: 'running',
  waiting: 'running',
  pending: 'running',
  in_progress: 'running',
  success: 'succeeded',
  failure: 'failed',
  timed_out: 'failed',
  startup_failure: 'failed',
  action_required: 'failed',
  stale: 'failed',
  skipped: 'failed',
  neutral: 'failed',
  cancelled: 'cancelled',
}
const jobStates: StateTable<Child['state']> = { ...runStates, skipped: 'skipped', neutral: 'succeeded' }

const id = { type: ['integer', 'string'] } as const
const decodeWorkflow = decoder<{ state: string; path: string }>('a workflow', having({ state: text, path: text }))
const decodeRepository = decoder<{ default_branch: string }>('a repository', having({ default_branch: text }))
const decodeDispatched = decoder<{ workflow_run_id: number | string }>('a run', having({ workflow_run_id: id }))
interface Run {
  readonly id: number | string
  readonly status: string
  readonly conclusion: string | null
  readonly run_attempt: number
  readonly display_title: string
}
const run = having({ id, status: text, conclusion: textOrNull, run_attempt: count, display_title: text })
const decodeRun = decoder<Run>('a run', run)
const decodeRuns = decoder<{ workflow_runs: readonly Run[] }>('runs', having({ workflow_runs: listOf(run) }))
interface Job {
  readonly id: number | string
  readonly name: string
  readonly status: string
  readonly conclusion: string | null
  readonly started_at: string | null
  readonly completed_at: string | null
}
const job = having({
  id,
  name: text,
  status: text,
  conclusion: textOrNull,
  started_at: textOrNull,
  completed_at: textOrNull,
})
const decodeJobs = decoder<{ jobs: readonly Job[]; total_count: number }>(
  'jobs',
  having({ jobs: listOf(job), total_count: count }),
)
const artifact = having({ name: text, archive_download_url: text })
const decodeArtifacts = decoder<{
  artifacts: readonly { name: string; archive_download_url: string }[]
  total_count: number
}>('artifacts', having({ artifacts: listOf(artifact), total_count: count }))

/** A run of a workflow of GitHub Actions, here or in another repository. `with` gives its inputs. */
export const openWorkflow: OpenOutside = ({ options, parameters, settings, environment }) => {
  const repository = String(options.repository ?? environment.GITHUB_REPOSITORY ?? '')
  const file = String(options.file)
  const api = settings.url ?? environment.GITHUB_API_URL ?? 'https://api.github.com'
  const site = environment.GITHUB_SERVER_URL ?? 'https://github.com'
  const headers = {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    'user-agent': 'galley',
  }
  const ask = client({
    base: api,
    credentials: { headers: async () => ({ authorization: `Bearer ${settings.token}` }) },
    headers,
  })
  const actions = `/repos/${repository}/actions`
  const workflow = `${actions}/workflows/${encodeURIComponent(file)}`
  const handle = (runId: number | string) => ({ id: String(runId), url: `${site}/${repository}/actions/runs/${runId}` })
  let ref = options.ref === undefined ? null : String(options.ref)
  let carriesId = false
  /** The attempt that a run has to come to before its state is the one that was asked for. */
  let attempt = 1

  const pages = async <T>(
    path: string,
    items: (json: unknown) => { readonly items: readonly T[]; readonly total: number },
    signal: AbortSignal,
  ): Promise<T[]> => {
    const all: T[] = []
    for (let number = 1; ; number++) {
      const { json } = await ask({ method: 'GET', path, query: { per_page: page, page: number } }, signal)
      const found = items(json)
      all.push(...found.items)
      if (found.items.length === 0 || all.length >= found.total) return all
    }
  }

  const learn = async (signal: AbortSignal): Promise<void> => {
    if (ref !== null) return
    const branch = decodeRepository(
      (await ask({ method: 'GET', path: `/repos/${repository}` }, signal)).json,
    ).default_branch
    ref = branch
  }

  const workflowRun: Orchestrator = {
    tool: 'GitHub',
    subject: `the workflow ${file} of ${repository}`,
    url: `${site}/${repository}/actions/workflows/${file}`,
    get knows() {
      return carriesId ? 'look_up' : 'unsure'
    },
    async preflight(signal) {
      if (!/^[^/]+\/[^/]+$/.test(repository))
        throw new OutsideFault(
          'outside.not_found',
          'Which repository it is in is not known here.',
          'Write `repository: OWNER/NAME`.',
        )
      await learn(signal)
      const { state, path } = decodeWorkflow(
        (await ask({ method: 'GET', path: workflow }, signal).catch(noWorkflow)).json,
      )
      if (state !== 'active')
        throw new OutsideFault(
          'outside.paused',
          `The workflow is not active (${state}).`,
          'Enable it, or name another one.',
        )
      carriesId = await declaresId(ask, repository, path, ref ?? '', signal)
      return carriesId
        ? []
        : [`${file} has no input ${ownInput}: were the answer to its start lost, the run could not be found again.`]
    },
    async find(key, signal) {
      if (!carriesId) return null
      const query = { event: 'workflow_dispatch', per_page: page }
      const { workflow_runs } = decodeRuns((await ask({ method: 'GET', path: `${workflow}/runs`, query }, signal)).json)
      const found = workflow_runs.find(({ display_title }) => display_title.split(/\s/).includes(key.id))
      return found === undefined ? null : handle(found.id)
    },
    async start(key, signal) {
      await learn(signal)
      const given = Object.entries(parameters).map(([name, value]) => [name, String(value)])
      const inputs = { ...Object.fromEntries(given), ...(carriesId ? { [ownInput]: key.id } : {}) }
      const dispatch = { method: 'POST', path: `${workflow}/dispatches` } as const
      const { json } = await ask({ ...dispatch, body: { ref, inputs, return_run_details: true } }, signal).catch(
        (error: unknown) => {
          // A server that does not know the field refuses it, and has started nothing.
          const older = isStatus(error, 400, 422) && error.message.includes('return_run_details')
          if (!older) throw error
          return ask({ ...dispatch, body: { ref, inputs } }, signal)
        },
      )
      if (json !== null) return handle(decodeDispatched(json).workflow_run_id)
      // Older servers do not say which run it is.
      throw new OutsideFault('outside.answer', 'The run was asked for, and its id was not told.', 'Looking for it.', {
        unsure: true,
      })
    },
    async look({ id: runId }, signal): Promise<Look> {
      const { json } = await ask({ method: 'GET', path: `${actions}/runs/${runId}` }, signal)
      const { status, conclusion, run_attempt } = decodeRun(json)
      const jobs = await pages(
        `${actions}/runs/${runId}/jobs`,
        (one) => {
          const { jobs: items, total_count: total } = decodeJobs(one)
          return { items, total }
        },
        signal,
      )
      const word = run_attempt < attempt ? 'queued' : status === 'completed' ? (conclusion ?? status) : status
      return {
        word,
        state: stateOf(runStates, word),
        message: null,
        children: jobs.map((one) => childOf(one, run_attempt)),
      }
    },
    async readLog(_run, { log, state }, from, signal) {
      // The log of a job is there when it has ended.
      if (state === 'running') return { lines: [], next: from }
      const reply = await ask(
        { method: 'GET', path: `${actions}/jobs/${log}/logs`, text: true, elsewhere: true },
        signal,
      )
      return linesAfter(reply, from, (line) => [line.replace(/^\S+Z /, '')])
    },
    async outputs({ id: runId }, _look, signal) {
      const wanted = Object.entries((options.outputs ?? {}) as Record<string, string>)
      if (wanted.length === 0) return {}
      const artifacts = await pages(
        `${actions}/runs/${runId}/artifacts`,
        (one) => {
          const { artifacts: items, total_count: total } = decodeArtifacts(one)
          return { items, total }
        },
        signal,
      )
      return Object.fromEntries(
        wanted.map(([name, artifactName]) => {
          const found = artifacts.find((one) => one.name === artifactName)
          if (found !== undefined) return [name, found.archive_download_url]
          const hint = 'Mend `outputs:` in the recipe, or have the workflow upload it.'
          throw new OutsideFault('outside.no_output', `The run has left no artifact "${artifactName}".`, hint)
        }),
      )
    },
    async cancel({ id: runId }, signal) {
      await ask({ method: 'POST', path: `${actions}/runs/${runId}/cancel`, harmless: true }, signal).catch(
        (error: unknown) => {
          // It has ended already, as the next look shows.
          if (!isStatus(error, 409)) throw error
        },
      )
    },
    async retry({ id: runId }, _look, signal) {
      const { json } = await ask({ method: 'GET', path: `${actions}/runs/${runId}` }, signal)
      attempt = decodeRun(json).run_attempt + 1
      await ask({ method: 'POST', path: `${actions}/runs/${runId}/rerun-failed-jobs`, harmless: true }, signal)
      return handle(runId)
    },
  }
  return workflowRun
}

function noWorkflow(error: unknown): never {
  if (!isStatus(error, 404)) throw error
  const hint = 'Mend `file:` or `repository:`, or give the token the right to see it (GitHub says 404 of both).'
  throw new OutsideFault('outside.not_found', 'There is no such workflow, or the token may not see it.', hint, {
    status: 404,
  })
}

/** Whether the workflow's own file declares the input that carries our id. */
async function declaresId(
  ask: Client,
  repository: string,
  path: string,
  ref: string,
  signal: AbortSignal,
): Promise<boolean> {
  const question = { method: 'GET', path: `/repos/${repository}/contents/${path}`, query: { ref }, text: true } as const
  try {
    const { body } = await ask({ ...question, headers: { accept: 'application/vnd.github.raw+json' } }, signal)
    return (
      body
        .split('\n')
        .filter((line) => !/^\s*#/.test(line))
        .filter((line) => line.includes(ownInput)).length >= 2
    )
  } catch (error) {
    if (isStatus(error, 403, 404)) return false
    throw error
  }
}

function childOf({ id: jobId, name, status, conclusion, started_at, completed_at }: Job, tries: number): Child {
  const word = status === 'completed' ? (conclusion ?? status) : status
  const state = stateOf(jobStates, word) ?? 'running'
  const log = state === 'running' || state === 'skipped' ? null : String(jobId)
  return { name, state, word, started: started_at, ended: completed_at, tries, log }
}
