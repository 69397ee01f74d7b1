import { openAirflow } from '../../../action/orchestrators/airflow.ts'
import { type Asked, type FakeAnswer, fakeServer, is, misfit } from './server.ts'
import type { FakeTool } from './tool.ts'

interface Run {
  state: string
  note: string | null
  course: string[]
  tries: number
}

export interface FakeAirflow extends FakeTool {
  readonly dag: { is_paused: boolean; has_import_errors: boolean; is_stale: boolean }
  readonly runs: Map<string, Run>
  /** Failed runs have tasks that were skipped. */
  skips: boolean
}

const json = (status: number, value: unknown): FakeAnswer => ({ status, json: value })
const detail = (status: number, words: unknown): FakeAnswer => json(status, { detail: words })
const when = '2026-01-01T00:00:00Z'

/**
 * Airflow 3 by its API v2, as a real one of 3.3.2 answered: fields, tokens, pages, what is refused and how. For `api` 1
 * Airflow 2, as its documentation tells of it.
 */
export async function fakeAirflow(api: 1 | 2 = 2): Promise<FakeAirflow> {
  const runs = new Map<string, Run>()
  const tokens = new Set<string>()
  const dag = { is_paused: false, has_import_errors: false, is_stale: false }
  let [begun, given, logLength, mayStart] = [0, 0, 0, true]

  const answer = (asked: Asked): FakeAnswer => {
    const { method, path, body, headers } = asked
    if (api === 1) return answerOld(asked)
    if (path === '/auth/token' && method === 'POST') {
      const wrong = misfit(body, { username: is.text, password: is.text })
      if (wrong !== null) return detail(422, [{ type: 'x', loc: ['body'], msg: wrong }])
      const { username, password } = body as Record<string, string>
      if (username !== 'galley' || password !== 's3cret-enough') return detail(401, 'Invalid credentials')
      const token = `token-${++given}`
      tokens.add(token)
      return json(201, { access_token: token })
    }
    if (path === '/api/v2/version') return json(200, { version: '3.3.2', git_version: null })
    const [, token] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? []
    if (token === undefined) return detail(401, 'Not authenticated')
    if (!tokens.has(token)) return detail(403, 'Invalid JWT token')
    const [whole, rest] = /^\/api\/v2\/dags\/nightly(\/.*)?$/.exec(path) ?? []
    if (whole === undefined) return detail(404, 'The DAG was not found')
    if (rest === undefined && method === 'GET') return json(200, { dag_id: 'nightly', ...dag })
    if (rest === '/dagRuns' && method === 'POST') return start(body)
    const [, id = '', more = ''] = /^\/dagRuns\/([^/]+)(.*)$/.exec(rest ?? '') ?? []
    const run = runs.get(id)
    if (run === undefined) return detail(404, `The DagRun with ID: ${id} was not found`)
    return ofRun(asked, id, run, more)
  }

  let expired = false
  const answerOld = (asked: Asked): FakeAnswer => {
    const { method, path, body, headers } = asked
    // Airflow 2 has a page for what it does not know.
    if (!path.startsWith('/api/v1/'))
      return { status: 404, text: '<!DOCTYPE html><title>404</title>', headers: { 'content-type': 'text/html' } }
    if (path === '/api/v1/version') return json(200, { version: '2.11.0', git_version: null })
    const basic = `Basic ${Buffer.from('galley:s3cret-enough').toString('base64')}`
    if (headers.authorization !== basic || expired) return detail(401, 'Unauthorized')
    const [whole, rest] = /^\/api\/v1\/dags\/nightly(\/.*)?$/.exec(path) ?? []
    if (whole === undefined) return detail(404, 'DAG not found')
    const { is_paused, has_import_errors, is_stale } = dag
    if (rest === undefined) return json(200, { dag_id: 'nightly', is_paused, has_import_errors, is_active: !is_stale })
    if (rest === '/dagRuns' && method === 'POST') {
      // Here the date may be left out, and what is wrong is a 400.
      const wrong = misfit(body, { dag_run_id: is.text, conf: is.object, note: is.text }, ['note', 'conf'])
      const given = start({ logical_date: null, ...(body as object) })
      return wrong !== null || given.status === 422 ? detail(400, wrong ?? 'invalid') : given
    }
    if (rest === '/clearTaskInstances' && method === 'POST') {
      const members = { dry_run: is.flag, only_failed: is.flag, reset_dag_runs: is.flag, dag_run_id: is.text }
      const run = runs.get((body as { dag_run_id: string }).dag_run_id)
      if (misfit(body, members) !== null || run === undefined || (body as { dry_run: boolean }).dry_run)
        return detail(400, 'clear')
      Object.assign(run, { state: 'queued', tries: run.tries + 1, course: [...fake.course] })
      return json(200, { task_instances: [] })
    }
    const [, id = '', more = ''] = /^\/dagRuns\/([^/]+)(.*)$/.exec(rest) ?? []
    const run = runs.get(id)
    if (run === undefined) return detail(404, 'DAGRun not found')
    const { note, state } = (body ?? {}) as { note?: string; state?: string }
    if (method === 'PATCH' && more === '/setNote' && misfit(body, { note: is.text }) === null) {
      run.note = note ?? null
      return json(200, { dag_run_id: id })
    }
    if (method === 'PATCH' && more === '' && misfit(body, { state: is.text }) === null && state === 'failed') {
      Object.assign(run, { state, course: [] })
      return json(200, { dag_run_id: id, state })
    }
    if (method !== 'GET') return detail(405, 'Method Not Allowed')
    if (/\/logs\/\d+$/.test(more)) {
      if (headers.accept !== 'text/plain' || asked.query.get('full_content') !== 'true') return detail(406, 'accept')
      return {
        status: 200,
        text: `[2026-01-01] read 10 rows\n${`${'x'.repeat(99)}\n`.repeat(logLength / 100)}`,
        headers: { 'content-type': 'text/plain' },
      }
    }
    return ofRun(asked, id, run, more)
  }

  const start = (body: unknown): FakeAnswer => {
    const nullOrText = (value: unknown): boolean => value === null || typeof value === 'string'
    const members = { dag_run_id: is.text, conf: is.object, logical_date: nullOrText, note: is.text }
    const wrong = misfit(body, members, ['note', 'conf'])
    if (wrong !== null) return detail(422, [{ type: 'x', loc: ['body'], msg: wrong }])
    if (!mayStart) return detail(403, 'Forbidden')
    const { dag_run_id: id, conf, note } = body as { dag_run_id: string; conf: { bad?: unknown }; note: string }
    if (!/^[A-Za-z0-9_.~:+-]+$/.test(id)) return detail(422, [{ type: 'x', loc: ['dag_run_id'], msg: 'pattern' }])
    if (conf.bad !== undefined) return detail(400, 'Invalid input for param bad: 1 is not of type string')
    if (runs.has(id)) return detail(409, { reason: 'Unique constraint violation', statement: 'hidden' })
    begun++
    runs.set(id, { state: 'queued', note, course: [...fake.course], tries: 1 })
    return json(200, { dag_run_id: id, state: 'queued', conf, note })
  }

  const ofRun = (asked: Asked, id: string, run: Run, more: string): FakeAnswer => {
    const { method, query, body, headers } = asked
    if (more === '' && method === 'GET') {
      if (run.course.length > 0) run.state = run.course.shift() as string
      return json(200, { dag_run_id: id, state: run.state, note: run.note })
    }
    if (more === '' && method === 'PATCH') {
      const wrong = misfit(body, { state: is.text, note: is.text }, ['note', 'state'])
      if (wrong !== null) return detail(422, wrong)
      const { state, note } = body as { state?: string; note?: string }
      if (query.getAll('update_mask').join() !== Object.keys(body as object).join()) return detail(400, 'update_mask')
      if (state !== undefined && !['queued', 'success', 'failed'].includes(state)) return detail(422, 'state')
      Object.assign(run, { state: state ?? run.state, note: note ?? run.note, course: [] })
      return json(200, { dag_run_id: id, state: run.state, note: run.note })
    }
    if (more === '/clear' && method === 'POST') {
      const wrong = misfit(body, { dry_run: is.flag, only_failed: is.flag }, ['only_failed'])
      if (wrong !== null) return detail(422, wrong)
      if ((body as { dry_run: boolean }).dry_run) return json(200, { task_instances: [], total_entries: 0 })
      Object.assign(run, { state: 'queued', tries: run.tries + 1, course: [...fake.course] })
      return json(200, { dag_run_id: id, state: 'queued' })
    }
    if (more === '/taskInstances' && method === 'GET') return tasks(run, query)
    if (/^\/taskInstances\/extract\/logs\/\d+$/.test(more)) {
      if (headers.accept !== 'application/x-ndjson') return detail(406, 'Not acceptable')
      return { status: 200, text: log(), headers: { 'content-type': 'application/x-ndjson' } }
    }
    if (more === '/taskInstances/load/xcomEntries/return_value')
      return json(200, { key: 'return_value', value: { rows: 10 } })
    return detail(404, 'Not found')
  }

  /** 150 mapped tasks after two plain ones: more than one page. */
  const tasks = (run: Run, query: URLSearchParams): FakeAnswer => {
    const [limit, offset] = [Number(query.get('limit') ?? 50), Number(query.get('offset') ?? 0)]
    if (limit > 100) return detail(422, 'limit')
    const ended = run.state === 'success' || run.state === 'failed'
    const one = (task_id: string, map_index: number, state: string | null) => ({
      task_id,
      map_index,
      state,
      start_date: state === null ? null : when,
      end_date: ended ? '2026-01-01T00:00:02.5Z' : null,
      try_number: state === null ? 0 : run.tries,
      max_tries: 0,
    })
    const last = run.state === 'failed' ? 'failed' : run.state === 'success' ? 'success' : null
    const all = [
      ...(fake.skips && run.state === 'failed' ? [one('early', -1, 'skipped')] : []),
      one('extract', -1, ended ? 'success' : 'running'),
      one('load', -1, last),
      ...Array.from({ length: 150 }, (_, index) => one('each', index, ended ? 'success' : null)),
    ]
    return json(200, { task_instances: all.slice(offset, offset + limit), total_entries: all.length })
  }

  const log = (): string => {
    const lines = [
      '::group::sources',
      'read 10 rows',
      ...Array.from({ length: Math.floor(logLength / 100) }, () => 'x'.repeat(100)),
    ]
    return lines.map((event) => `${JSON.stringify({ timestamp: when, event, level: 'info' })}\n`).join('')
  }

  const server = await fakeServer(answer)
  const settings = { url: server.url, user: 'galley', password: 's3cret-enough' }
  const fake: FakeAirflow = {
    server,
    dag,
    runs,
    skips: false,
    open: (options = {}) =>
      openAirflow({ options: { dag: 'nightly', ...options }, parameters: {}, settings, environment: {} }),
    begun: () => begun,
    course: ['running', 'running', 'success'],
    words: { running: 'running', succeeded: 'success', failed: 'failed', cancelled: 'failed' },
    isStart: ({ method, path }) => method === 'POST' && path.endsWith('/dagRuns'),
    isLook: ({ method, path }) => method === 'GET' && /\/dagRuns\/[^/]+$/.test(path),
    isCancel: ({ method, path }) => method === 'PATCH' && /\/dagRuns\/[^/]+$/.test(path),
    finish: () => {
      for (const run of runs.values()) run.course = ['success']
    },
    remove: () => runs.clear(),
    expire: () => {
      tokens.clear()
      expired = true
    },
    log: (length) => {
      logLength = length
    },
    badOptions: { conf: { bad: 1 } },
    demote: () => {
      mayStart = false
    },
  }
  return fake
}
