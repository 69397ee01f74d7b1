import { announceCheck } from '../changes/check.ts'
import { suiteFor } from '../changes/suite.ts'
import { presentAnnotation, presentCheck } from '../present/check.ts'
import { bodyOf, type Call, found, invalid, ok, Refusal, type Route, senderOf } from '../rest/call.ts'
import { paginate } from '../rest/paginate.ts'
import type { App, Check } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { brokenLimits, type CheckBody } from './check-limits.ts'
import { commitOf } from './commits.ts'

export const checkRoutes: readonly Route[] = [
  { operation: 'checks/create', needs: ['checks:write'], answer: create },
  { operation: 'checks/update', needs: ['checks:write'], answer: update },
  {
    operation: 'checks/get',
    needs: ['checks:read'],
    answer: (call) => ok(presentCheck(call.site, checkOf(call))),
  },
  { operation: 'checks/list-for-ref', needs: ['checks:read'], answer: listForRef },
  {
    operation: 'checks/list-annotations',
    needs: ['checks:read'],
    answer: (call) => {
      const check = checkOf(call)
      return paginate(
        call,
        check.annotations.map((one) => presentAnnotation(call.site, check, one)),
      )
    },
  },
  {
    operation: 'checks/rerequest-run',
    needs: ['checks:write'],
    answer: async (call) => {
      await announceCheck(call.site, checkOf(call), senderOf(call), 'rerequested')
      return ok({}, 201)
    },
  },
]

function checkOf({ site, repository, params }: Call): Check {
  const check = found(site.store.checks.get(Number(params.check_run_id)))
  return found(check.repository === repository ? check : null)
}

async function create(call: Call) {
  const { site, repository } = call
  const app = appOf(call)
  const wanted = checkedBody(call)
  const headSha = await commitOf(call, wanted.head_sha ?? '')
  const check: Check = {
    id: site.store.nextId(),
    repository,
    suite: suiteFor(site, repository, app, headSha, null),
    app,
    headSha,
    annotations: [],
    name: wanted.name ?? '',
    externalId: '',
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: timestamp(),
    completedAt: null,
    output: { title: null, summary: null, text: null, images: [] },
    actions: [],
  }
  change(check, wanted)
  site.store.checks.add(check)
  await announceCheck(site, check, senderOf(call), 'created')
  if (check.status === 'completed') await announceCheck(site, check, senderOf(call), 'completed')
  return ok(presentCheck(site, check), 201)
}

async function update(call: Call) {
  const { site } = call
  const check = checkOf(call)
  const app = appOf(call)
  if (app.id !== check.app.id) {
    const message = `Invalid app_id \`${app.id}\` - check run can only be modified by the GitHub App that created it.`
    throw new Refusal(403, message)
  }
  const wasCompleted = check.status === 'completed'
  change(check, checkedBody(call))
  if (check.status === 'completed' && !wasCompleted) await announceCheck(site, check, senderOf(call), 'completed')
  site.bus.tell('check')
  return ok(presentCheck(site, check))
}

/** Everything that is named is replaced, but annotations: those are added to. */
function change(check: Check, wanted: CheckBody): void {
  if (wanted.name !== undefined) check.name = wanted.name
  if (wanted.external_id !== undefined) check.externalId = wanted.external_id
  if (wanted.details_url !== undefined) check.detailsUrl = wanted.details_url
  if (wanted.started_at !== undefined) check.startedAt = wanted.started_at
  if (wanted.actions !== undefined) check.actions = wanted.actions
  if (wanted.conclusion !== undefined) {
    check.status = 'completed'
    check.conclusion = wanted.conclusion
    check.completedAt = wanted.completed_at ?? timestamp()
  } else if (wanted.status !== undefined) {
    check.status = wanted.status
    check.conclusion = null
    check.completedAt = null
  }
  const { output } = wanted
  if (output === undefined) return
  const { annotations = [], images, title, summary, text } = output
  check.annotations.push(...annotations)
  check.output = {
    title: title ?? check.output.title,
    summary: summary ?? check.output.summary,
    text: text ?? check.output.text,
    images: images ?? check.output.images,
  }
}

/** Newest first; `latest` keeps one of each App and name. */
async function listForRef(call: Call) {
  const { site, repository, query, params } = call
  const sha = await commitOf(call, params.ref ?? '')
  const wants = (name: string, value: string): boolean => (query.get(name) ?? value) === value
  const checks = site.store.checks
    .all()
    .filter((one) => one.repository === repository && one.headSha === sha)
    .filter(
      (one) => wants('check_name', one.name) && wants('app_id', String(one.app.id)) && wants('status', one.status),
    )
    .reverse()
  const shown = query.get('filter') === 'all' ? checks : latestOnly(checks)
  return paginate(
    call,
    shown.map((one) => presentCheck(site, one)),
    (page, total) => ({ total_count: total, check_runs: page }),
  )
}

/** Of checks in order from the newest: the first of each App and name. */
export function latestOnly(checks: readonly Check[]): Check[] {
  const seen = new Set<string>()
  return checks.filter((one) => {
    const key = `${one.app.id} ${one.name}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function appOf({ actor }: Call): App {
  if (actor.type === 'installation') return actor.app
  throw new Refusal(403, 'You must authenticate via a GitHub App.')
}

function checkedBody(call: Call): CheckBody {
  const body = bodyOf<CheckBody>(call)
  const [first, ...rest] = brokenLimits(body)
  if (first === undefined) return body
  for (const broken of [first, ...rest]) call.site.violations.push(`${call.path}: ${broken}`)
  throw invalid('CheckRun', 'output', 'custom', [first, ...rest].join('; '))
}
