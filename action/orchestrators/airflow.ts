import {
  type Dag,
  decodeDag,
  decodeRun,
  decodeTasks,
  decodeVersion,
  decodeXcom,
  type Run,
  type Task,
} from './airflow-answers.ts'
import { airflowCredentials } from './airflow-credentials.ts'
import { eventLines } from './airflow-log.ts'
import { type Client, client } from './client.ts'
import { linesAfter } from './log-lines.ts'
import type { OpenOutside } from './open.ts'
import { type Child, type Look, type Orchestrator, type StateTable, stateOf } from './orchestrator.ts'
import { isStatus, OutsideFault } from './outside-fault.ts'

/** What Galley writes on a run that it ends: Airflow itself has no word for it. */
const cancelledNote = 'Cancelled by Galley.'
const page = 100

const runStates: StateTable = {
  queued: 'running',
  running: 'running',
  restarting: 'running',
  success: 'succeeded',
  failed: 'failed',
}

const taskStates: StateTable<Child['state']> = {
  success: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  upstream_failed: 'skipped',
  removed: 'skipped',
  '': 'running',
  none: 'running',
  scheduled: 'running',
  queued: 'running',
  running: 'running',
  restarting: 'running',
  deferred: 'running',
  up_for_retry: 'running',
  up_for_reschedule: 'running',
  awaiting_input: 'running',
}

/** A run of a DAG of Airflow: 3.x by its API v2, 2.x by v1, whichever the server has. */
export const openAirflow: OpenOutside = ({ options, settings }) => {
  const dag = String(options.dag)
  const site = String(settings.url).replace(/\/+$/, '')
  const { credentials, setVersion } = airflowCredentials(site, settings)
  const ask = client({ base: site, credentials })
  let version: 1 | 2 | undefined
  const path = (rest: string): string => `/api/v${version ?? 2}${rest}`
  const dagPath = (): string => path(`/dags/${encodeURIComponent(dag)}`)
  const runPath = (id: string): string => `${dagPath()}/dagRuns/${encodeURIComponent(id)}`
  const url = `${site}/dags/${encodeURIComponent(dag)}`
  const runUrl = (id: string): string =>
    version === 1 ? `${url}/grid?dag_run_id=${encodeURIComponent(id)}` : `${url}/runs/${encodeURIComponent(id)}`
  const handle = (id: string) => ({ id, url: runUrl(id) })

  /** Which API the server has; asked once. */
  const learn = async (signal: AbortSignal): Promise<string | null> => {
    if (version !== undefined) return null
    const found = await versionOf(ask, signal)
    version = found.api
    setVersion(found.api)
    return found.words
  }
  const asking = async (signal: AbortSignal): Promise<Client> => {
    await learn(signal)
    return ask
  }

  const tasksOf = async (id: string, signal: AbortSignal): Promise<Task[]> => {
    const tasks: Task[] = []
    for (;;) {
      const query = { limit: page, offset: tasks.length }
      const { json } = await ask({ method: 'GET', path: `${runPath(id)}/taskInstances`, query }, signal)
      const { task_instances, total_entries } = decodeTasks(json)
      tasks.push(...task_instances)
      if (task_instances.length === 0 || tasks.length >= total_entries) return tasks
    }
  }

  const airflow: Orchestrator = {
    tool: 'Airflow',
    subject: `the DAG ${dag}`,
    url,
    knows: 'own_id',
    async preflight(signal) {
      const words = await learn(signal)
      const { json } = await ask({ method: 'GET', path: dagPath() }, signal).catch((error: unknown) => {
        if (!isStatus(error, 404)) throw error
        const hint = 'Mend `dag:` in the recipe, or look whether its file is where Airflow reads DAGs.'
        throw new OutsideFault('outside.not_found', 'There is no such DAG.', hint, { status: 404 })
      })
      refuseUnready(decodeDag(json))
      return words === null ? [] : [words]
    },
    async find({ id }, signal) {
      try {
        await (await asking(signal))({ method: 'GET', path: runPath(id) }, signal)
        return handle(id)
      } catch (error) {
        if (isStatus(error, 404)) return null
        throw error
      }
    },
    async start({ id, order, node }, signal) {
      const body = {
        dag_run_id: id,
        conf: options.conf ?? {},
        // Required by API v2, and null, so that the id alone decides whether it is the same run; v1 takes now for it.
        ...(version === 1 ? {} : { logical_date: null }),
        note: `Galley, order ${order}, node ${node}`,
      }
      try {
        await (await asking(signal))({ method: 'POST', path: `${dagPath()}/dagRuns`, body }, signal)
      } catch (error) {
        // It is there already: an earlier request of ours, whose answer was lost.
        if (!isStatus(error, 409)) throw confRefused(error)
        await ask({ method: 'GET', path: runPath(id) }, signal)
      }
      return handle(id)
    },
    async look({ id }, signal): Promise<Look> {
      const run = decodeRun((await (await asking(signal))({ method: 'GET', path: runPath(id) }, signal)).json)
      const children = (await tasksOf(id, signal)).map(childOf)
      return { word: run.state, state: stateOfRun(run), message: null, children }
    },
    async readLog({ id }, { log }, from, signal) {
      const path = `${runPath(id)}/taskInstances/${log}`
      const [accept, query, read] =
        version === 1
          ? (['text/plain', { full_content: 'true' }, (line: string) => [line]] as const)
          : (['application/x-ndjson', {}, eventLines] as const)
      const reply = await ask({ method: 'GET', path, query, text: true, headers: { accept } }, signal)
      return linesAfter(reply, from, read)
    },
    async outputs({ id }, _look, signal) {
      const wanted = Object.entries((options.outputs ?? {}) as Record<string, string>)
      const values: Record<string, string> = {}
      for (const [name, xcom] of wanted) values[name] = await xcomOf(ask, runPath(id), xcom, signal)
      return values
    },
    async cancel({ id }, signal) {
      const question = { method: 'PATCH', path: runPath(id), harmless: true } as const
      if (version !== 1) {
        const body = { state: 'failed', note: cancelledNote }
        await ask({ ...question, query: { update_mask: ['state', 'note'] }, body }, signal)
        return
      }
      // API v1 has another place for the note.
      await ask({ ...question, path: `${runPath(id)}/setNote`, body: { note: cancelledNote } }, signal)
      await ask({ ...question, body: { state: 'failed' } }, signal)
    },
    async retry({ id }, { children }, signal) {
      // Tasks that somebody's "mark as failed" left out are skipped, and clearing what failed would leave them out for good.
      if (children.some(({ word }) => word === 'skipped')) return null
      await (version === 1
        ? ask(
            {
              method: 'POST',
              path: `${dagPath()}/clearTaskInstances`,
              body: { dry_run: false, only_failed: true, reset_dag_runs: true, dag_run_id: id },
            },
            signal,
          )
        : ask({ method: 'POST', path: `${runPath(id)}/clear`, body: { dry_run: false, only_failed: true } }, signal))
      return handle(id)
    },
  }
  return airflow
}

async function versionOf(ask: Client, signal: AbortSignal): Promise<{ api: 1 | 2; words: string }> {
  const ofApi = async (api: 1 | 2): Promise<{ api: 1 | 2; words: string }> => {
    const { json } = await ask({ method: 'GET', path: `/api/v${api}/version` }, signal)
    return { api, words: `Airflow ${decodeVersion(json).version}` }
  }
  try {
    return await ofApi(2)
  } catch (error) {
    // Airflow 2 has no API v2.
    if (isStatus(error, 404)) return ofApi(1)
    throw error
  }
}

function refuseUnready({ is_paused, has_import_errors, is_stale, is_active }: Dag): void {
  if (has_import_errors === true)
    throw new OutsideFault('outside.broken', 'The DAG has import errors.', 'Mend its file.')
  if (is_stale === true || is_active === false)
    throw new OutsideFault(
      'outside.stale',
      'Airflow does not see the file of the DAG any more.',
      'Look whether it is where Airflow reads DAGs.',
    )
  if (is_paused)
    throw new OutsideFault(
      'outside.paused',
      'The DAG is paused: a run would wait and never begin.',
      'Unpause it, or name another one.',
    )
}

function confRefused(error: unknown): unknown {
  if (!isStatus(error, 400, 422)) return error
  return new OutsideFault(
    'outside.refused',
    `The DAG does not take this conf. ${error.message}`,
    'Mend `conf:` in the recipe.',
    { status: error.status },
  )
}

function stateOfRun({ state, note }: Run): Look['state'] {
  return state === 'failed' && note === cancelledNote ? 'cancelled' : stateOf(runStates, state)
}

function childOf({ task_id, map_index, state, start_date, end_date, try_number }: Task): Child {
  const mapped = map_index !== undefined && map_index >= 0
  return {
    name: mapped ? `${task_id}[${map_index}]` : task_id,
    // A word that nobody knows is no end.
    state: stateOf(taskStates, state) ?? 'running',
    word: state ?? 'waiting',
    started: start_date,
    ended: end_date,
    tries: try_number,
    // What never ran has no log.
    log:
      try_number > 0 && start_date !== null
        ? `${encodeURIComponent(task_id)}/logs/${try_number}${mapped ? `?map_index=${map_index}` : ''}`
        : null,
  }
}

/** `TASK` is what the task returned, `TASK.KEY` another of its XComs; a text as it is, all else as JSON. */
async function xcomOf(ask: Client, run: string, written: string, signal: AbortSignal): Promise<string> {
  const [, task = written, key = 'return_value'] = /^(.+)\.([^.]+)$/.exec(written) ?? []
  const path = `${run}/taskInstances/${encodeURIComponent(task)}/xcomEntries/${encodeURIComponent(key)}`
  try {
    const { value } = decodeXcom((await ask({ method: 'GET', path }, signal)).json)
    return typeof value === 'string' ? value : JSON.stringify(value)
  } catch (error) {
    if (!isStatus(error, 404)) throw error
    const hint = 'Mend `outputs:` in the recipe: TASK, or TASK.KEY.'
    throw new OutsideFault('outside.no_output', `The run has left no XCom "${key}" of the task ${task}.`, hint)
  }
}
