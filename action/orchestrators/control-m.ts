import { client } from './client.ts'
import { controlMCredentials } from './control-m-credentials.ts'
import { count, decoder, having, listOf, text, textOrNull } from './decode.ts'
import { linesAfter } from './log-lines.ts'
import type { OpenOutside } from './open.ts'
import {
  type Child,
  type Handle,
  type Look,
  type Orchestrator,
  type RunKey,
  type StateTable,
  stateOf,
} from './orchestrator.ts'
import { OutsideFault } from './outside-fault.ts'

interface Job {
  readonly jobId: string
  readonly folderId?: string | null
  readonly name: string
  readonly type?: string | null
  readonly status: string
  readonly held?: boolean | null
  readonly deleted?: boolean | null
  readonly numberOfRuns?: number | null
  readonly startTime?: string | null
  readonly endTime?: string | null
}

const job = having(
  {
    jobId: text,
    folderId: textOrNull,
    name: text,
    type: textOrNull,
    status: text,
    held: { type: ['boolean', 'null'] },
    deleted: { type: ['boolean', 'null'] },
    numberOfRuns: { type: ['integer', 'null'] },
    startTime: textOrNull,
    endTime: textOrNull,
  },
  ['jobId', 'name', 'status'],
)
interface Page {
  readonly statuses: readonly Job[]
  readonly total: number
}
const decodeJobs = decoder<Page>('jobs', having({ statuses: listOf(job), total: count }))
const decodeOrdered = decoder<{ runId: string; monitorPageURI?: string | null }>(
  'an order',
  having({ runId: text, monitorPageURI: textOrNull }, ['runId']),
)

/** Any other word counts as running, until nobody waits any longer: then the node fails and names it. */
const states: StateTable = {
  executing: 'running',
  'wait condition': 'running',
  'wait event': 'running',
  'wait resource': 'running',
  'wait user': 'running',
  'wait host': 'running',
  'wait workload': 'running',
  'ended ok': 'succeeded',
  'ended not ok': 'failed',
}

/** An order of a folder of Control-M, by its Automation API. It knows no id of ours, so that a lost order stays lost. */
export const openControlM: OpenOutside = ({ options, settings }) => {
  const folder = String(options.folder)
  const server = settings.server
  const base = String(settings.url)
  const ask = client({ base, credentials: controlMCredentials(base, settings) })
  const pages = new Map<string, string>()
  /** Jobs that Galley has ended, and how often each had run when it was asked to run again. */
  const killed = new Set<string>()
  const rerun = new Map<string, number>()
  const handle = (id: string): Handle => ({ id, url: pages.get(id) ?? base })
  const jobPath = (id: string, rest: string): string => `/run/job/${encodeURIComponent(id)}/${rest}`

  const jobsOf = async (path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Job[]> => {
    const all: Job[] = []
    for (;;) {
      const { json } = await ask({ method: 'GET', path, query: { ...query, startIndex: all.length } }, signal)
      const { statuses, total } = decodeJobs(json)
      all.push(...statuses)
      if (statuses.length === 0 || all.length >= total) return all
    }
  }
  const jobsOfRun = (id: string, signal: AbortSignal): Promise<Job[]> =>
    jobsOf(`/run/status/${encodeURIComponent(id)}`, {}, signal)

  const controlM: Orchestrator = {
    tool: 'Control-M',
    subject: `the folder ${folder}`,
    url: base,
    knows: 'unsure',
    async preflight(signal) {
      if (server === undefined)
        throw new OutsideFault(
          'outside.refused',
          'Which Control-M/Server it is on is not said.',
          'Write `server:` in the connection.',
        )
      // That it answers, and lets this user in: which folders there are to order it does not say.
      await ask({ method: 'GET', path: '/run/jobs/status', query: { limit: 1, folder } }, signal)
      return []
    },
    /** Only a run of this folder that nobody else can have ordered would be ours, and that cannot be told. */
    async find() {
      return null
    },
    async start(_key: RunKey, signal) {
      const variables = Object.entries((options.variables ?? {}) as Record<string, unknown>).map(([name, value]) => ({
        [name]: String(value),
      }))
      const body = {
        ctm: server,
        folder,
        ...(options.jobs === undefined ? {} : { jobs: String(options.jobs) }),
        ...(variables.length === 0 ? {} : { variables }),
      }
      const { runId, monitorPageURI } = decodeOrdered(
        (await ask({ method: 'POST', path: '/run/order', body }, signal)).json,
      )
      if (monitorPageURI != null && URL.canParse(monitorPageURI)) pages.set(runId, monitorPageURI)
      return handle(runId)
    },
    async look({ id }, signal): Promise<Look> {
      const all = (await jobsOfRun(id, signal)).filter(isJob)
      const known = all.map((one) => ({ one, state: stateOfJob(one, killed, rerun) }))
      return { ...summary(known), children: known.map(({ one, state }) => childOf(one, state)) }
    },
    async readLog(_run, { log, state }, from, signal) {
      if (state === 'running') return { lines: [], next: from }
      const reply = await ask(
        { method: 'GET', path: jobPath(String(log), 'output'), query: { runNo: 0 }, text: true },
        signal,
      )
      return linesAfter(reply, from, (line) => [line])
    },
    async outputs({ id }, _look, signal) {
      const wanted = Object.entries((options.outputs ?? {}) as Record<string, string>)
      if (wanted.length === 0) return {}
      const jobs = await jobsOfRun(id, signal)
      const values: Record<string, string> = {}
      for (const [name, jobName] of wanted) {
        const found = jobs.find((one) => isJob(one) && one.name === jobName)
        if (found === undefined)
          throw new OutsideFault(
            'outside.no_output',
            `The run has no job "${jobName}".`,
            'Mend `outputs:` in the recipe.',
          )
        const { body } = await ask(
          { method: 'GET', path: jobPath(found.jobId, 'output'), query: { runNo: 0 }, text: true },
          signal,
        )
        values[name] = body.trim()
      }
      return values
    },
    async cancel({ id }, signal) {
      for (const one of (await jobsOfRun(id, signal)).filter(isJob)) {
        if (stateOfJob(one, killed, rerun) !== 'running' && stateOfJob(one, killed, rerun) !== null) continue
        killed.add(one.jobId)
        // What executes is killed; what waits is taken out, or it would begin later.
        const how = one.status.toLowerCase() === 'executing' ? 'kill' : 'delete'
        await ask({ method: 'POST', path: jobPath(one.jobId, how), harmless: true }, signal)
      }
    },
    async retry({ id }, _look, signal) {
      const failed = (await jobsOfRun(id, signal)).filter(
        (one) => isJob(one) && stateOfJob(one, killed, rerun) === 'failed',
      )
      for (const { jobId, numberOfRuns } of failed) {
        await ask({ method: 'POST', path: jobPath(jobId, 'rerun'), harmless: true }, signal)
        rerun.set(jobId, (numberOfRuns ?? 0) + 1)
      }
      return failed.length === 0 ? null : handle(id)
    },
  }
  return controlM
}

/** A folder is told as a job as well. */
function isJob({ type }: Job): boolean {
  return !/folder/i.test(type ?? '')
}

function stateOfJob(
  { jobId, status, deleted, held, numberOfRuns }: Job,
  killed: ReadonlySet<string>,
  rerun: ReadonlyMap<string, number>,
): Look['state'] {
  if (deleted === true) return 'cancelled'
  // Until it has begun again, its old end still stands there.
  if ((numberOfRuns ?? 0) < (rerun.get(jobId) ?? 0)) return 'running'
  const state = stateOf(states, status)
  if (state === 'failed' && killed.has(jobId)) return 'cancelled'
  // A job that is held has not ended, whatever it says.
  return held === true && state !== 'failed' ? 'running' : state
}

/** Judged by the jobs: what the run itself says may be "completed" while they execute. */
function summary(known: readonly { readonly one: Job; readonly state: Look['state'] }[]): Omit<Look, 'children'> {
  if (known.length === 0) return { word: 'without jobs', state: null, message: 'The run has no jobs (yet).' }
  const unknown = known.find(({ state }) => state === null)
  const running = known.filter(({ state }) => state === 'running')
  if (running.length > 0) {
    const waiting = [...new Set(running.map(({ one }) => (one.held === true ? 'held' : one.status)))].sort().join(', ')
    return { word: waiting, state: 'running', message: needsPerson(running.map(({ one }) => one)) }
  }
  if (unknown !== undefined) return { word: unknown.one.status, state: null, message: null }
  for (const state of ['failed', 'cancelled'] as const) {
    const found = known.find((one) => one.state === state)
    if (found !== undefined)
      return { word: found.one.deleted === true ? 'deleted' : found.one.status, state, message: null }
  }
  return { word: 'Ended OK', state: 'succeeded', message: null }
}

/** What goes on only when somebody does something. */
function needsPerson(running: readonly Job[]): string | null {
  const held = running.filter((one) => one.held === true).map(({ name }) => name)
  const confirm = running.filter(({ status }) => status.toLowerCase() === 'wait user').map(({ name }) => name)
  const parts = [
    ...(held.length > 0 ? [`held, to be freed: ${held.join(', ')}`] : []),
    ...(confirm.length > 0 ? [`to be confirmed: ${confirm.join(', ')}`] : []),
  ]
  return parts.length > 0 ? parts.join('; ') : null
}

function childOf(one: Job, state: Look['state']): Child {
  const { jobId, name, status, held, startTime, endTime, numberOfRuns } = one
  return {
    name,
    state: state ?? 'running',
    word: held === true ? `${status}, held` : status,
    started: startTime || null,
    ended: endTime || null,
    tries: numberOfRuns ?? 0,
    log: (numberOfRuns ?? 0) > 0 ? jobId : null,
  }
}
