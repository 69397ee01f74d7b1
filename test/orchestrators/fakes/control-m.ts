import { openControlM } from '../../../action/orchestrators/control-m.ts'
import { type Asked, type FakeAnswer, fakeServer, is, misfit } from './server.ts'
import type { FakeTool } from './tool.ts'

interface Job {
  readonly id: string
  readonly name: string
  status: string
  held: boolean
  deleted: boolean
  runs: number
  course: string[]
}

export interface FakeControlM extends FakeTool {
  /** The jobs of all runs. */
  readonly jobs: () => Job[]
}

const json = (status: number, value: unknown): FakeAnswer => ({ status, json: value })
const errors = (status: number, message: string): FakeAnswer => json(status, { errors: [{ message }] })
const base = '/automation-api'

/** Control-M's Automation API as its generated client and its manual tell of it. No real server has been asked. */
export async function fakeControlM(): Promise<FakeControlM> {
  const runs = new Map<string, Job[]>()
  const tokens = new Set<string>()
  let [begun, given, logLength, mayOrder] = [0, 0, 0, true]

  const answer = (asked: Asked): FakeAnswer => {
    const { method, path, body, headers, query } = asked
    if (!path.startsWith(base)) return errors(404, 'no such path')
    const rest = path.slice(base.length)
    if (rest === '/session/login') {
      const wrong = misfit(body, { username: is.text, password: is.text })
      const { username, password } = (body ?? {}) as Record<string, string>
      if (wrong !== null || username !== 'galley' || password !== 's3cret-enough') return errors(401, 'Failed to login')
      const token = `token-${++given}`
      tokens.add(token)
      return json(200, { username, token, version: '9.21.300' })
    }
    const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? []
    // An old session is told in two ways.
    if (!tokens.has(token))
      return asked.method === 'GET' ? errors(500, 'Session token is invalid or expired') : errors(401, 'Unauthorized')
    if (rest === '/run/order' && method === 'POST') return order(body)
    if (rest === '/run/jobs/status' && method === 'GET') return json(200, { statuses: [], returned: 0, total: 0 })
    const [, run] = /^\/run\/status\/([^/]+)$/.exec(rest) ?? []
    if (run !== undefined) return status(run, query)
    const [, id = '', what = ''] = /^\/run\/job\/([^/]+)\/(\w+)$/.exec(rest) ?? []
    const job = fake.jobs().find((one) => one.id === decodeURIComponent(id))
    return job === undefined ? errors(404, `Unknown job ${id}`) : ofJob(job, method, what)
  }

  const order = (body: unknown): FakeAnswer => {
    const single = (value: unknown): boolean =>
      Array.isArray(value) &&
      value.every((one) => is.object(one) && Object.entries(one).length === 1 && Object.values(one).every(is.text))
    const wrong = misfit(body, { ctm: is.text, folder: is.text, jobs: is.text, variables: single }, [
      'jobs',
      'variables',
    ])
    if (wrong !== null) return errors(400, wrong)
    if (!mayOrder) return errors(403, 'User is not authorized to order')
    const {
      ctm,
      folder,
      variables = [],
    } = body as { ctm: string; folder: string; variables?: Record<string, string>[] }
    if (ctm !== 'ctm' || folder !== 'NIGHTLY') return errors(404, `Folder ${folder} was not found`)
    if (variables.some((one) => Object.hasOwn(one, 'BAD'))) return errors(400, 'Variable BAD is invalid')
    const runId = `run-${++begun}`
    // More jobs than a page has.
    runs.set(
      runId,
      Array.from({ length: 30 }, (_, at) => ({
        id: `ctm:${begun}${at}`,
        name: `JOB${at}`,
        status: 'Wait Condition',
        held: false,
        deleted: false,
        runs: 0,
        course: [...fake.course],
      })),
    )
    return json(200, {
      runId,
      statusURI: `${server.url}${base}/run/status/${runId}`,
      monitorPageURI: `${server.url}/ControlM/Monitoring/${runId}`,
    })
  }

  const status = (run: string, query: URLSearchParams): FakeAnswer => {
    const jobs = runs.get(run)
    if (jobs === undefined) return errors(404, `Unknown run ${run}`)
    const from = Number(query.get('startIndex') ?? 0)
    if (from === 0) for (const job of jobs) step(job)
    const folder = { jobId: 'ctm:00000', name: 'NIGHTLY', type: 'Folder', status: 'Executing' }
    const all = [folder, ...jobs.map((job) => told(job))]
    const statuses = all.slice(from, from + 25)
    return json(200, {
      completion: 'Completed',
      statuses,
      startIndex: from,
      itemsPerPage: 25,
      returned: statuses.length,
      total: all.length,
    })
  }

  const step = (job: Job): void => {
    const next = job.held || job.deleted ? undefined : job.course.shift()
    if (next === undefined) return
    if (next === 'Executing' || (/^Ended/.test(next) && job.runs === 0)) job.runs = Math.max(job.runs, 1)
    job.status = next
  }
  const told = ({ id, name, status: word, held, deleted, runs: numberOfRuns }: Job) => ({
    jobId: id,
    folderId: 'ctm:00000',
    name,
    folder: 'NIGHTLY',
    type: 'Job',
    status: word,
    held,
    deleted,
    numberOfRuns,
    startTime: numberOfRuns === 0 ? '' : '20260101000000',
    endTime: /^Ended/.test(word) ? '20260101000003' : '',
    outputURI: 'Job did not run, it has no output',
    logURI: '',
  })

  const ofJob = (job: Job, method: string, what: string): FakeAnswer => {
    if (what === 'output' && method === 'GET')
      return { status: 200, text: `read 10 rows\n${`${'x'.repeat(99)}\n`.repeat(logLength / 100)}` }
    if (method !== 'POST') return errors(404, what)
    if (what === 'kill') {
      if (job.status !== 'Executing') return errors(500, 'Job is not executing')
      job.course = ['Ended not OK']
    } else if (what === 'delete') job.deleted = true
    else if (what === 'rerun') {
      if (!/^Ended/i.test(job.status)) return errors(400, 'Job has not ended')
      // It is asked for now, and begins a look later.
      job.course = [job.status, ...fake.course]
      const again = job.course.shift() as string
      job.status = again
      job.runs++
    } else return errors(404, what)
    return json(200, { message: 'done' })
  }

  const server = await fakeServer(answer)
  const settings = { url: server.url + base, user: 'galley', password: 's3cret-enough', server: 'ctm' }
  const fake: FakeControlM = {
    server,
    open: (options = {}) =>
      openControlM({ options: { folder: 'NIGHTLY', ...options }, parameters: {}, settings, environment: {} }),
    begun: () => begun,
    jobs: () => [...runs.values()].flat(),
    course: ['Executing', 'Executing', 'Ended OK'],
    words: { running: 'Executing', succeeded: 'Ended OK', failed: 'Ended Not OK', cancelled: 'Ended not OK' },
    isStart: ({ path }) => path.endsWith('/run/order'),
    isLook: ({ path }) => path.includes('/run/status/'),
    isCancel: ({ path }) => /\/(kill|delete)$/.test(path),
    finish: () => {
      for (const job of fake.jobs()) job.course = ['Ended OK']
    },
    remove: () => runs.clear(),
    expire: () => tokens.clear(),
    log: (length) => {
      logLength = length
    },
    badOptions: { variables: { BAD: 'x' } },
    demote: () => {
      mayOrder = false
    },
  }
  return fake
}
