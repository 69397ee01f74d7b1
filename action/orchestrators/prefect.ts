import { client } from './client.ts'
import { count, decoder, having, listOf, text, textOrNull } from './decode.ts'
import type { OpenOutside } from './open.ts'
import { type Child, type Look, type Orchestrator, type StateTable, stateOf } from './orchestrator.ts'
import { isStatus, OutsideFault } from './outside-fault.ts'

const page = 200

const states: StateTable = {
  scheduled: 'running',
  pending: 'running',
  running: 'running',
  paused: 'running',
  cancelling: 'running',
  completed: 'succeeded',
  failed: 'failed',
  crashed: 'failed',
  cancelled: 'cancelled',
}

const state = { anyOf: [{ type: 'null' }, having({ message: textOrNull }, [])] } as const
interface FlowRun {
  readonly id: string
  readonly state_type: string
  readonly state_name?: string | null
  readonly state?: { readonly message?: string | null } | null
}
const flowRun = having({ id: text, state_type: text, state_name: textOrNull, state }, ['id', 'state_type'])
const decodeRun = decoder<FlowRun>('a flow run', flowRun)
const decodeRuns = decoder<readonly FlowRun[]>('flow runs', listOf(flowRun))
const decodeDeployment = decoder<{ id: string; paused?: boolean | null; status?: string | null }>(
  'a deployment',
  having({ id: text, paused: { type: ['boolean', 'null'] }, status: textOrNull }, ['id']),
)
interface TaskRun {
  readonly id: string
  readonly name: string
  readonly state_type: string | null
  readonly state_name?: string | null
  readonly start_time: string | null
  readonly end_time: string | null
  readonly run_count: number
}
const taskRun = having({
  id: text,
  name: text,
  state_type: textOrNull,
  start_time: textOrNull,
  end_time: textOrNull,
  run_count: count,
})
const decodeTasks = decoder<readonly TaskRun[]>('task runs', listOf(taskRun))
const decodeLogs = decoder<readonly { message: string }[]>('a log', listOf(having({ message: text })))

/** A run of a deployment of Prefect 3. `with` gives its parameters. */
export const openPrefect: OpenOutside = ({ options, parameters, settings }) => {
  const [flow, deployment] = [String(options.flow), String(options.deployment)]
  const base = String(settings.url).replace(/\/+$/, '')
  const { token } = settings
  const ask = client({
    base,
    credentials: { headers: async () => (token === undefined ? {} : { authorization: `Bearer ${token}` }) },
  })
  const site = base.replace(/\/api$/, '')
  const handle = (id: string) => ({ id, url: `${site}/runs/flow-run/${id}` })
  let deploymentId: string | undefined

  const learn = async (signal: AbortSignal): Promise<string> => {
    if (deploymentId !== undefined) return deploymentId
    const path = `/deployments/name/${encodeURIComponent(flow)}/${encodeURIComponent(deployment)}`
    const { json } = await ask({ method: 'GET', path }, signal).catch((error: unknown) => {
      if (!isStatus(error, 404)) throw error
      const hint = 'Mend `flow:` and `deployment:` in the recipe, or deploy it.'
      throw new OutsideFault('outside.not_found', 'There is no such deployment.', hint, { status: 404 })
    })
    const found = decodeDeployment(json)
    if (found.paused === true)
      throw new OutsideFault('outside.paused', 'The deployment is paused.', 'Resume it, or name another one.')
    deploymentId = found.id
    return found.id
  }

  const prefect: Orchestrator = {
    tool: 'Prefect',
    subject: `the deployment ${flow}/${deployment}`,
    url: `${site}/deployments`,
    knows: 'own_id',
    // Processes send their logs in batches, every two seconds.
    lateLogs: 3000,
    async preflight(signal) {
      await learn(signal)
      const { json } = await ask({ method: 'GET', path: '/admin/version' }, signal)
      return typeof json === 'string' ? [`Prefect ${json}`] : []
    },
    async find({ id }, signal) {
      const deployed = await learn(signal)
      const body = {
        flow_runs: { deployment_id: { any_: [deployed] }, idempotency_key: { any_: [id] } },
        limit: 1,
      }
      const { json } = await ask({ method: 'POST', path: '/flow_runs/filter', body, harmless: true }, signal)
      const [found] = decodeRuns(json)
      return found === undefined ? null : handle(found.id)
    },
    async start({ id, order, node }, signal) {
      const body = { parameters, idempotency_key: id, tags: ['galley', `order:${order}`, `node:${node}`], name: id }
      const path = `/deployments/${await learn(signal)}/create_flow_run`
      const { json } = await ask({ method: 'POST', path, body }, signal).catch((error: unknown) => {
        if (!isStatus(error, 409, 422)) throw error
        throw new OutsideFault(
          'outside.refused',
          `The flow does not take these parameters. ${error.message}`,
          'Mend `with:` in the recipe.',
          { status: error.status },
        )
      })
      return handle(decodeRun(json).id)
    },
    async look({ id }, signal): Promise<Look> {
      const { json } = await ask({ method: 'GET', path: `/flow_runs/${id}` }, signal)
      const { state_type, state_name, state: whole } = decodeRun(json)
      const tasks: TaskRun[] = []
      for (;;) {
        const body = {
          flow_runs: { id: { any_: [id] } },
          sort: 'EXPECTED_START_TIME_ASC',
          limit: page,
          offset: tasks.length,
        }
        const found = decodeTasks(
          (await ask({ method: 'POST', path: '/task_runs/filter', body, harmless: true }, signal)).json,
        )
        tasks.push(...found)
        if (found.length < page) break
      }
      const known = stateOf(states, state_type)
      const word = known === null ? state_type : (state_name ?? state_type)
      return { word, state: known, message: whole?.message || null, children: tasks.map(childOf) }
    },
    async readLog(_run, { log }, from, signal) {
      const offset = from === null ? 0 : Number(from)
      const body = { logs: { task_run_id: { any_: [log] } }, sort: 'TIMESTAMP_ASC', limit: page, offset }
      const found = decodeLogs((await ask({ method: 'POST', path: '/logs/filter', body, harmless: true }, signal)).json)
      return { lines: found.flatMap(({ message }) => message.split('\n')), next: String(offset + found.length) }
    },
    async outputs() {
      return {}
    },
    async cancel({ id }, signal) {
      const body = { state: { type: 'CANCELLING', name: 'Cancelling', message: 'Cancelled by Galley.' } }
      await ask({ method: 'POST', path: `/flow_runs/${id}/set_state`, body, harmless: true }, signal)
    },
  }
  return prefect
}

function childOf({ id, name, state_type, state_name, start_time, end_time, run_count }: TaskRun): Child {
  return {
    name,
    state: stateOf(states, state_type) ?? 'running',
    word: state_name ?? state_type ?? 'waiting',
    started: start_time,
    ended: end_time,
    tries: run_count,
    log: start_time === null ? null : id,
  }
}
