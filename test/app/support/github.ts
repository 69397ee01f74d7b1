import { createHash } from 'node:crypto'
import { type HttpBindings, serve } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { repository } from './orders.ts'
import type { Files } from './project.ts'

type Json = Record<string, unknown>

export interface CheckRun {
  readonly id: number
  readonly name: string
  readonly head_sha: string
  readonly external_id: string
  status: string
  conclusion?: string
  readonly output: {
    title: string
    summary: string
    text?: string
    annotations: Json[]
    images: { image_url: string }[]
  }
}

export interface GitHubServer {
  readonly url: string
  /** What was asked to change something, as `METHOD path below the repository`. */
  readonly writes: string[]
  readonly checks: CheckRun[]
  readonly comments: { id: number; issue: string; body: string; reactions: string[] }[]
  readonly issues: { id: number; number: number; title: string; body: string; state: string; labels: string[] }[]
  /** `ended`: how it ended; null while it goes on, 'deleted' when it is not there any more. */
  readonly runs: {
    id: number
    file: string
    inputs: Record<string, string>
    cancelled: boolean
    ended: string | null
  }[]
  /** The refs that workflows were started from. */
  readonly refs: string[]
  /** Answers to deployments of other workflows, with `state` where they are final. */
  readonly reviewed: { run: string; environment_name: string; state?: string; comment: string }[]
  /** True: nobody waits for an answer any more. */
  overtaken: boolean
  /** Webhooks that were sent, whether they arrived or not. */
  readonly sent: { guid: string; event: string; payload: object }[]
  readonly deployments: { id: number; payload: Json; states: string[] }[]
  /** Makes a commit and answers its id; the first parent is what it was made on. */
  commit(files: Files, parents?: readonly string[]): string
  /** Sets what a pull request is now. */
  pull(number: number, state: Json): void
  /** What happens to the next requests that write, one each. */
  readonly faults: WriteFault[]
  /** False: there is no workflow file. */
  workflow: boolean
  /** False: the default branch has no galley.yaml. */
  project: boolean
  /** What everybody may do who is not in `roles`. */
  permission: string
  readonly roles: Map<string, string>
  /** Who is in which team; null: the App may not look. */
  teams: Map<string, readonly string[]> | null
  /** Reviews of every pull request, oldest first. */
  readonly reviews: { user: { login: string }; state: string; commit_id: string }[]
  /** The source that the ruleset names for `galley / gate`; null: anybody; undefined: it is not required. */
  pin: number | null | undefined
  /** GitHub's no to a merge; null: it merges. */
  noMerge: string | null
  /** The default branch's commit; null: the first one. */
  main: string | null
  /** Resolves with what `find` finds, as soon as some request has made it true. */
  until<T>(find: () => T | undefined): Promise<T>
  stop(): Promise<void>
}

/** `lost`: it is carried out, and its answer never comes. The others are not carried out. */
export type WriteFault = 'none' | 'too_many' | 'secondary' | 'bad_gateway' | 'lost' | 'lost_502'

/** The part of GitHub's API that the App uses, in memory, over HTTP. The base branch is always the first commit. */
export async function startGitHub(): Promise<GitHubServer> {
  const hub = new Hub()
  const routes = hub.routes()
  const app = new Hono()
  app.use('*', async (context, next) => {
    const isWrite = context.req.method !== 'GET' && !context.req.path.includes('access_tokens')
    const fault = isWrite ? (hub.faults.shift() ?? 'none') : 'none'
    const soon = { 'retry-after': '1' }
    if (fault === 'too_many') return context.json({ message: 'Too many requests' }, 429, soon)
    if (fault === 'secondary') return context.json({ message: 'You have exceeded a secondary rate limit' }, 403, soon)
    if (fault === 'bad_gateway') return context.text('Bad gateway', 502)
    await next()
    hub.changed()
    if (fault === 'lost_502') context.res = new Response('Bad gateway', { status: 502 })
    if (fault === 'lost') {
      const { outgoing } = context.env as HttpBindings
      outgoing.destroy()
      context.res = RESPONSE_ALREADY_SENT
      return
    }
    const path = new URL(context.req.url).pathname.replace(/^.*?\/flights/, '')
    if (context.req.method !== 'GET' && !path.includes('access_tokens'))
      hub.writes.push(`${context.req.method} ${path}`)
    hub.changed()
  })
  app.route('/api/v3', routes)
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      const stop = () => new Promise<void>((done) => server.close(() => done()))
      resolve(Object.assign(hub, { url: `http://127.0.0.1:${port}`, stop }))
    })
  })
}

class Hub {
  readonly writes: string[] = []
  readonly checks: CheckRun[] = []
  readonly comments: GitHubServer['comments'] = []
  readonly issues: GitHubServer['issues'] = []
  readonly runs: GitHubServer['runs'] = []
  readonly refs: string[] = []
  readonly deployments: GitHubServer['deployments'] = []
  readonly sent: GitHubServer['sent'] = []
  readonly reviewed: GitHubServer['reviewed'] = []
  overtaken = false
  readonly faults: WriteFault[] = []
  workflow = true
  project = true
  permission = 'write'
  readonly roles = new Map<string, string>()
  teams: GitHubServer['teams'] = new Map()
  readonly reviews: GitHubServer['reviews'] = []
  pin: number | null | undefined = 1
  noMerge: string | null = null
  main: string | null = null
  private readonly commits = new Map<string, { files: Files; parents: readonly string[] }>()
  private readonly blobs = new Map<string, string>()
  private readonly pulls = new Map<number, Json>()
  private waiting = Promise.withResolvers<void>()

  commit(files: Files, parents: readonly string[] = [...this.commits.keys()].slice(0, 1)): string {
    const id = hash(JSON.stringify([files, parents, this.commits.size]))
    this.commits.set(id, { files, parents })
    for (const text of Object.values(files)) this.blobs.set(hash(text), text)
    return id
  }

  pull(number: number, state: Json): void {
    this.pulls.set(number, state)
  }

  changed(): void {
    this.waiting.resolve()
    this.waiting = Promise.withResolvers()
  }

  async until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find()
      if (found !== undefined) return found
      await this.waiting.promise
    }
  }

  routes(): Hono {
    const at = `/repos/${repository.owner}/${repository.name}`
    const add = async <T extends object>(context: Context, list: (T & { id: number })[], more: object = {}) => {
      const made = { id: list.length + 1, ...more, ...(await context.req.json()) }
      list.push(made)
      return context.json(made, 201)
    }
    return new Hono()
      .post('/app/installations/:id/access_tokens', (context) => context.json({ token: 'ghs_test' }, 201))
      .get(`${at}/pulls/:number`, (context) => context.json(this.pulls.get(Number(context.req.param('number'))) ?? {}))
      .get(`${at}/pulls/:number/reviews`, (context) => context.json(this.reviews))
      .put(`${at}/pulls/:number/merge`, async (context) => {
        const pull = this.pulls.get(Number(context.req.param('number')))
        const { sha } = await context.req.json()
        if (this.noMerge !== null) return context.json({ message: this.noMerge }, 405)
        if ((pull?.head as { sha?: string } | undefined)?.sha !== sha)
          return context.json({ message: 'Head branch was modified' }, 409)
        Object.assign(pull ?? {}, { merged: true, state: 'closed' })
        return context.json({ merged: true })
      })
      .get(`${at}/rules/branches/:branch`, (context) => {
        const required_status_checks = [{ context: 'galley / gate', integration_id: this.pin ?? undefined }]
        const rule = { type: 'required_status_checks', parameters: { required_status_checks } }
        return context.json(this.pin === undefined ? [] : [rule])
      })
      .get(`${at}/branches/:branch`, (context) => context.json({ name: context.req.param('branch') }))
      .get(`${at}/pulls`, (context) => context.json([...this.pulls.values()].filter(({ state }) => state === 'open')))
      .get(at, (context) =>
        context.json({ default_branch: 'main', owner: { id: repository.ownerId, login: repository.owner } }),
      )
      .get(`${at}/contents/:path`, (context) =>
        this.project ? context.json({ type: 'file' }) : context.json({ message: 'Not Found' }, 404),
      )
      .get(`${at}/git/trees/:sha`, (context) => context.json(this.tree(context.req.param('sha'))))
      .get(`${at}/git/blobs/:sha`, (context) => {
        const content = Buffer.from(this.blobs.get(context.req.param('sha')) ?? '').toString('base64')
        return context.json({ content, encoding: 'base64' })
      })
      .get(`${at}/git/commits/:sha`, (context) => {
        const parents = this.commits.get(context.req.param('sha'))?.parents ?? []
        return context.json({ parents: parents.map((sha) => ({ sha })) })
      })
      .get(`${at}/compare/:range`, (context) => {
        const [first] = this.commits.keys()
        return context.json({ base_commit: { sha: this.main ?? first }, merge_base_commit: { sha: first } })
      })
      .get(`${at}/commits/:sha/check-runs`, (context) => {
        const check_runs = this.checks
          .filter((check) => check.head_sha === context.req.param('sha'))
          .map((check) => ({ ...check, conclusion: check.conclusion ?? null }))
        return context.json({ total_count: check_runs.length, check_runs })
      })
      .get(`${at}/commits/:sha/pulls`, (context) => context.json([...this.pulls.values()]))
      .post(`${at}/check-runs`, (context) => add(context, this.checks))
      .patch(`${at}/check-runs/:id`, async (context) => {
        const check = this.checks[Number(context.req.param('id')) - 1]
        return context.json(Object.assign(check ?? {}, await context.req.json()))
      })
      .get(`${at}/issues`, (context) => context.json(this.issues.filter((one) => one.state === 'open')))
      .post(`${at}/issues`, (context) =>
        add(context, this.issues, {
          ...{ number: 500 + this.issues.length, state: 'open', performed_via_github_app: { id: 1 } },
        }),
      )
      .get(`${at}/issues/:number`, (context) => {
        const issue = this.issues.find((one) => one.number === Number(context.req.param('number')))
        return issue === undefined ? context.json({ message: 'Not Found' }, 404) : context.json(issue)
      })
      .patch(`${at}/issues/:number`, async (context) => {
        const issue = this.issues.find((one) => one.number === Number(context.req.param('number')))
        return context.json(Object.assign(issue ?? {}, await context.req.json()))
      })
      .get(`${at}/issues/:number/comments`, (context) =>
        context.json(this.comments.filter(({ issue }) => issue === context.req.param('number'))),
      )
      .post(`${at}/issues/:number/comments`, (context) =>
        add(context, this.comments, {
          issue: context.req.param('number'),
          performed_via_github_app: { id: 1 },
          reactions: [],
        }),
      )
      .patch(`${at}/issues/comments/:id`, async (context) => {
        const comment = this.comments[Number(context.req.param('id')) - 1]
        return context.json(Object.assign(comment ?? {}, await context.req.json()))
      })
      .post(`${at}/issues/comments/:id/reactions`, (context) => context.json({}, 201))
      .get(`${at}/collaborators/:login/permission`, (context) => {
        const role = this.roles.get(context.req.param('login') ?? '') ?? this.permission
        return context.json({ permission: role === 'maintain' ? 'write' : role, role_name: role })
      })
      .get('/orgs/:org/teams/:team/memberships/:login', (context) => {
        if (this.teams === null) return context.json({ message: 'Resource not accessible by integration' }, 403)
        const { team, login } = context.req.param()
        const member = this.teams.get(team)?.includes(login) === true
        return member ? context.json({ state: 'active' }) : context.json({ message: 'Not Found' }, 404)
      })
      .post(`${at}/actions/workflows/:file/dispatches`, async (context) => {
        const file = context.req.param('file')
        if (!this.workflow) return context.json({ message: 'Not Found' }, 404)
        const { inputs, ref } = await context.req.json()
        this.refs.push(ref)
        const run = { id: 9000 + this.runs.length, file, inputs, cancelled: false, ended: null }
        this.runs.push(run)
        return context.json({ workflow_run_id: run.id, html_url: `https://github.test/runs/${run.id}` })
      })
      .get(`${at}/actions/runs/:id`, (context) => {
        const run = this.runs.find((one) => one.id === Number(context.req.param('id')))
        if (run === undefined || run.ended === 'deleted') return context.json({ message: 'Not Found' }, 404)
        const over = { status: 'completed', conclusion: run.ended, run_attempt: 1 }
        return context.json(run.ended === null ? { status: 'in_progress', conclusion: null, run_attempt: 1 } : over)
      })
      .get(`${at}/actions/workflows/:file/runs`, (context) => {
        const workflow_runs = this.runs.map(({ id, inputs }) => ({
          id,
          display_title: `galley ${inputs.order}`,
          html_url: `https://github.test/runs/${id}`,
        }))
        return context.json({ total_count: workflow_runs.length, workflow_runs })
      })
      .get('/app/hook/deliveries', (context) =>
        context.json(
          this.sent
            .map(({ guid, event }, id) => ({ id, guid, event, delivered_at: new Date().toISOString() }))
            .reverse(),
        ),
      )
      .get('/app/hook/deliveries/:id', (context) =>
        context.json({ request: { payload: this.sent[Number(context.req.param('id'))]?.payload ?? null } }),
      )
      .post(`${at}/actions/runs/:id/cancel`, (context) => {
        const run = this.runs.find((one) => one.id === Number(context.req.param('id')))
        if (run !== undefined) run.cancelled = true
        return context.json({}, 202)
      })
      .post(`${at}/actions/runs/:id/deployment_protection_rule`, async (context) => {
        if (this.overtaken) return context.json({ message: 'There is nothing to review' }, 422)
        this.reviewed.push({ ...(await context.req.json()), run: context.req.param('id') })
        return context.body(null, 204)
      })
      .get(`${at}/deployments`, (context) => context.json(this.deployments))
      .post(`${at}/deployments`, (context) => add(context, this.deployments, { states: [] }))
      .post(`${at}/deployments/:id/statuses`, async (context) => {
        this.deployments[Number(context.req.param('id')) - 1]?.states.push((await context.req.json()).state)
        return context.json({}, 201)
      })
  }

  private tree(sha: string): object {
    const id = sha === 'main' ? (this.main ?? [...this.commits.keys()][0] ?? '') : sha
    const files = this.commits.get(id)?.files ?? {}
    const tree = Object.entries(files).map(([path, text]) => ({ path, type: 'blob', sha: hash(text) }))
    return { sha: hash(JSON.stringify(files)), truncated: false, tree }
  }
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}
