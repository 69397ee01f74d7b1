import { openWorkflow } from '../../../action/orchestrators/workflow.ts'
import { type Asked, type FakeAnswer, fakeServer, is, misfit } from './server.ts'
import type { FakeTool } from './tool.ts'

interface Run {
  readonly id: number
  readonly title: string
  status: string
  conclusion: string | null
  course: string[]
  attempt: number
}

export interface FakeWorkflow extends FakeTool {
  readonly workflow: { state: string; text: string }
  /** An older server does not know `return_run_details`. */
  old: boolean
}

const json = (status: number, value: unknown): FakeAnswer => ({ status, json: value })
const words = (status: number, message: string): FakeAnswer =>
  json(status, { message, documentation_url: 'https://docs.github.com/rest' })
const carrying =
  'on:\n  workflow_dispatch:\n    inputs:\n      galley_run: { type: string }\n      day: {}\nrun-name: Publish ${{ inputs.galley_run }}\n'
const ended = new Set(['success', 'failure', 'cancelled', 'skipped'])

/** The part of GitHub's API that dispatches and follows a workflow: fields, token, version, pages. */
export async function fakeWorkflow(): Promise<FakeWorkflow> {
  const runs = new Map<number, Run>()
  const tokens = new Set(['token-of-galley'])
  const workflow = { state: 'active', text: carrying }
  let [begun, logLength, mayStart] = [0, 0, true]
  const base = '/repos/octo/publish'

  const answer = (asked: Asked): FakeAnswer => {
    const { method, path, headers, query } = asked
    if (path === '/logs/elsewhere') {
      // Who follows a redirect shows nothing there.
      if (headers.authorization !== undefined) return words(400, 'Only one auth mechanism allowed')
      return {
        status: 200,
        text: `2026-01-01T00:00:00.0000000Z read 10 rows\n${`${'x'.repeat(99)}\n`.repeat(logLength / 100)}`,
      }
    }
    if (headers['x-github-api-version'] !== '2022-11-28' || headers['user-agent'] === undefined)
      return words(400, 'headers')
    const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? []
    if (!tokens.has(token)) return words(401, 'Bad credentials')
    if (path === base) return json(200, { full_name: 'octo/publish', default_branch: 'trunk' })
    if (path === `${base}/contents/.github/workflows/publish.yml`) {
      if (headers.accept !== 'application/vnd.github.raw+json' || query.get('ref') !== 'trunk')
        return words(404, 'Not Found')
      return { status: 200, text: workflow.text }
    }
    const own = `${base}/actions/workflows/publish.yml`
    if (path === own) return json(200, { id: 1, state: workflow.state, path: '.github/workflows/publish.yml' })
    if (path === `${own}/dispatches` && method === 'POST') return start(asked)
    if (path === `${own}/runs`)
      return json(200, { total_count: runs.size, workflow_runs: [...runs.values()].map(told) })
    const [, id, more = ''] = /^\/repos\/octo\/publish\/actions\/runs\/(\d+)(\/.*)?$/.exec(path) ?? []
    const run = runs.get(Number(id))
    if (run !== undefined) return ofRun(run, method, more, query)
    if (/\/actions\/jobs\/\d+\/logs$/.test(path))
      return { status: 302, headers: { location: `${server.url}/logs/elsewhere` } }
    return words(404, 'Not Found')
  }

  const start = ({ body }: Asked): FakeAnswer => {
    const known = { ref: is.text, inputs: is.object, ...(fake.old ? {} : { return_run_details: is.flag }) }
    const wrong = misfit(body, known, ['inputs', 'return_run_details'])
    if (wrong !== null) return words(fake.old ? 422 : 400, `Invalid request. ${wrong}`)
    if (!mayStart) return words(403, 'Resource not accessible by personal access token')
    const { ref, inputs, return_run_details } = body as {
      ref: string
      inputs: Record<string, unknown>
      return_run_details?: boolean
    }
    if (ref !== 'trunk') return words(422, `No ref found for: ${ref}`)
    const strange = Object.keys(inputs).filter((name) => !workflow.text.includes(`${name}:`))
    if (strange.length > 0) return words(422, `Unexpected inputs provided: ${JSON.stringify(strange)}`)
    if (Object.values(inputs).some((value) => typeof value !== 'string')) return words(422, 'inputs')
    const id = 9_000_000_000 + ++begun
    runs.set(id, {
      id,
      title: `Publish ${inputs.galley_run ?? ''}`,
      status: 'queued',
      conclusion: null,
      course: [...fake.course],
      attempt: 1,
    })
    const html = `https://github.com/octo/publish/actions/runs/${id}`
    return return_run_details === true
      ? json(200, { workflow_run_id: id, run_url: `${server.url}${base}/actions/runs/${id}`, html_url: html })
      : { status: 204 }
  }

  const step = (run: Run): void => {
    const next = run.course.shift()
    if (next === undefined) return
    Object.assign(run, ended.has(next) ? { status: 'completed', conclusion: next } : { status: next, conclusion: null })
  }
  const told = ({ id, title, status, conclusion, attempt }: Run) => ({
    id,
    display_title: title,
    status,
    conclusion,
    run_attempt: attempt,
  })

  const ofRun = (run: Run, method: string, more: string, query: URLSearchParams): FakeAnswer => {
    if (more === '' && method === 'GET') {
      step(run)
      return json(200, told(run))
    }
    if (more === '/cancel' && method === 'POST') {
      if (run.status === 'completed') return words(409, 'Cannot cancel a workflow run that is completed.')
      run.course = [run.status, 'cancelled']
      return json(202, {})
    }
    if (more === '/rerun-failed-jobs' && method === 'POST') {
      if (run.status !== 'completed') return words(403, 'This workflow is already running')
      Object.assign(run, { status: 'queued', conclusion: null, attempt: run.attempt + 1, course: [...fake.course] })
      return json(201, {})
    }
    const [size, page] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)]
    if (size > 100) return words(422, 'per_page')
    const part = <T>(all: T[]): T[] => all.slice((page - 1) * size, page * size)
    if (more === '/jobs') {
      const all = Array.from({ length: 120 }, (_, index) => ({
        id: run.id * 1000 + index,
        name: `job ${index}`,
        status: run.status,
        conclusion: run.conclusion,
        started_at: '2026-01-01T00:00:00Z',
        completed_at: run.conclusion === null ? null : '2026-01-01T00:00:03Z',
      }))
      return json(200, { total_count: all.length, jobs: part(all).slice(0, size) })
    }
    if (more === '/artifacts') {
      const all = [{ name: 'report', archive_download_url: `${server.url}${base}/actions/artifacts/5/zip` }]
      return json(200, { total_count: 1, artifacts: part(all) })
    }
    return words(404, 'Not Found')
  }

  const server = await fakeServer(answer)
  const settings = { url: server.url, token: 'token-of-galley' }
  const fake: FakeWorkflow = {
    server,
    workflow,
    old: false,
    open: ({ parameters = {}, ...options } = {}) =>
      openWorkflow({
        options: { repository: 'octo/publish', file: 'publish.yml', ...options },
        parameters: parameters as Record<string, string>,
        settings,
        environment: {},
      }),
    begun: () => begun,
    course: ['in_progress', 'in_progress', 'success'],
    words: { running: 'in_progress', succeeded: 'success', failed: 'failure', cancelled: 'cancelled' },
    isStart: ({ method, path }) => method === 'POST' && path.endsWith('/dispatches'),
    isLook: ({ method, path }) => method === 'GET' && /\/actions\/runs\/\d+$/.test(path),
    isCancel: ({ path }) => path.endsWith('/cancel'),
    finish: () => {
      for (const run of runs.values()) run.course = ['success']
    },
    remove: () => runs.clear(),
    expire: () => tokens.clear(),
    log: (length) => {
      logLength = length
    },
    badOptions: { parameters: { nonsense: 1 } },
    demote: () => {
      mayStart = false
    },
  }
  return fake
}
