import { openPrefect } from '../../../action/orchestrators/prefect.ts'
import { type Asked, type FakeAnswer, fakeServer, is, misfit } from './server.ts'
import type { FakeTool } from './tool.ts'

interface Run {
  readonly id: string
  readonly key: string
  state: string
  course: string[]
}

export interface FakePrefect extends FakeTool {
  readonly deployment: { paused: boolean }
}

const json = (status: number, value: unknown): FakeAnswer => ({ status, json: value })
const detail = (status: number, words: string): FakeAnswer => json(status, { detail: words })
const ended = new Set(['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'])

/** Prefect's API as a real 3.8.8 answered: idempotency keys, fields, pages. */
export async function fakePrefect(): Promise<FakePrefect> {
  const runs = new Map<string, Run>()
  const tokens = new Set(['token-of-galley'])
  const deployment = { paused: false }
  let [begun, logLength, mayStart] = [0, 0, true]

  const answer = (asked: Asked): FakeAnswer => {
    const { method, path, body, headers } = asked
    if (!tokens.has(String(headers.authorization).replace('Bearer ', ''))) return detail(401, 'Unauthorized')
    const question = `${method} ${path}`
    if (question === 'GET /api/admin/version') return json(200, '3.8.8')
    if (question === 'GET /api/deployments/name/nightly/prod')
      return json(200, { id: 'd1', name: 'prod', ...deployment })
    if (question === 'POST /api/deployments/d1/create_flow_run') return start(body)
    if (question === 'POST /api/flow_runs/filter') return find(body)
    if (question === 'POST /api/task_runs/filter') return tasks(body)
    if (question === 'POST /api/logs/filter') return logs(body)
    const [, id = '', more = ''] = /^\/api\/flow_runs\/([\w-]+)(\/set_state)?$/.exec(path) ?? []
    const run = runs.get(id)
    if (run === undefined) return detail(404, 'Flow run not found')
    if (more === '/set_state' && method === 'POST') return setState(run, body)
    if (method !== 'GET' || more !== '') return detail(405, 'Method Not Allowed')
    run.state = run.course.shift() ?? run.state
    return json(200, told(run))
  }

  const told = ({ id, state }: Run) => ({
    id,
    state_type: state,
    state_name: state.toLowerCase(),
    state: { type: state, message: null },
  })

  const start = (body: unknown): FakeAnswer => {
    const wrong = misfit(body, { parameters: is.object, idempotency_key: is.text, tags: is.list, name: is.text })
    if (wrong !== null) return detail(422, wrong)
    if (!mayStart) return detail(403, 'Forbidden')
    const { parameters, idempotency_key: key } = body as {
      parameters: Record<string, unknown>
      idempotency_key: string
    }
    if (parameters.bad !== undefined) return detail(409, "Validation failed for field 'bad'")
    const same = [...runs.values()].find((run) => run.key === key)
    if (same !== undefined) return json(200, told(same))
    const id = `f${++begun}`
    runs.set(id, { id, key, state: 'SCHEDULED', course: [...fake.course] })
    return json(201, { id, state_type: 'SCHEDULED', state_name: 'Scheduled', state: null })
  }

  const find = (body: unknown): FakeAnswer => {
    const wrong = misfit(body, { flow_runs: is.object, limit: (value) => Number(value) <= 200 })
    if (wrong !== null) return detail(422, wrong)
    const { flow_runs: filter } = body as {
      flow_runs: { idempotency_key?: { any_: string[] }; deployment_id?: { any_: string[] } }
    }
    if (filter.deployment_id?.any_.join() !== 'd1') return json(200, [])
    return json(200, [...runs.values()].filter(({ key }) => filter.idempotency_key?.any_.includes(key)).map(told))
  }

  /** More tasks than a page has. */
  const tasks = (body: unknown): FakeAnswer => {
    const size = (value: unknown): boolean => typeof value === 'number' && value <= 200
    const wrong = misfit(body, {
      flow_runs: is.object,
      sort: is.text,
      limit: size,
      offset: (value) => typeof value === 'number',
    })
    if (wrong !== null) return detail(422, wrong)
    const { flow_runs, limit, offset } = body as {
      flow_runs: { id: { any_: string[] } }
      limit: number
      offset: number
    }
    const run = runs.get(flow_runs.id.any_[0] ?? '')
    const state = run === undefined || !ended.has(run.state) ? 'RUNNING' : run.state
    const all = Array.from({ length: 230 }, (_, at) => ({
      id: `t${at}`,
      name: `load-${at}`,
      state_type: state,
      state_name: state.toLowerCase(),
      start_time: at === 0 ? '2026-01-01T00:00:00Z' : null,
      end_time: at === 0 && state !== 'RUNNING' ? '2026-01-01T00:00:01Z' : null,
      run_count: at === 0 ? 1 : 0,
    }))
    return json(200, all.slice(offset, offset + limit))
  }

  const logs = (body: unknown): FakeAnswer => {
    const number = (value: unknown): boolean => typeof value === 'number'
    const wrong = misfit(body, { logs: is.object, sort: is.text, limit: number, offset: number })
    if (wrong !== null) return detail(422, wrong)
    const { limit, offset } = body as { limit: number; offset: number }
    if (limit > 200) return detail(422, 'limit')
    const all = [
      { message: 'read 10 rows' },
      ...Array.from({ length: Math.min(logLength / 1000, 5000) }, () => ({ message: 'x'.repeat(1000) })),
    ]
    return json(200, all.slice(offset, offset + limit))
  }

  const setState = (run: Run, body: unknown): FakeAnswer => {
    const wrong = misfit(body, { state: is.object })
    if (wrong !== null) return detail(422, wrong)
    if ((body as { state: { type: string } }).state.type !== 'CANCELLING') return detail(422, 'type')
    if (ended.has(run.state)) return json(200, { status: 'ABORT', state: { type: run.state } })
    run.course = ['CANCELLING', 'CANCELLED']
    return json(201, { status: 'ACCEPT', state: { type: 'CANCELLING' } })
  }

  const server = await fakeServer(answer)
  const settings = { url: `${server.url}/api`, token: 'token-of-galley' }
  const fake: FakePrefect = {
    server,
    deployment,
    open: ({ parameters = {}, ...options } = {}) =>
      openPrefect({
        options: { flow: 'nightly', deployment: 'prod', ...options },
        parameters: parameters as Record<string, string>,
        settings,
        environment: {},
      }),
    begun: () => begun,
    course: ['RUNNING', 'RUNNING', 'COMPLETED'],
    words: { running: 'RUNNING', succeeded: 'COMPLETED', failed: 'FAILED', cancelled: 'CANCELLED' },
    isStart: ({ path }) => path.endsWith('/create_flow_run'),
    isLook: ({ method, path }) => method === 'GET' && path.includes('/flow_runs/'),
    isCancel: ({ path }) => path.endsWith('/set_state'),
    finish: () => {
      for (const run of runs.values()) run.course = ['COMPLETED']
    },
    remove: () => runs.clear(),
    expire: () => tokens.clear(),
    log: (length) => {
      logLength = length
    },
    badOptions: { parameters: { bad: 1 } },
    demote: () => {
      mayStart = false
    },
  }
  return fake
}
