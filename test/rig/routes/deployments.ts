import { appOf } from '../auth/actor.ts'
import { presentDeployment, presentDeploymentStatus } from '../present/deployment.ts'
import { bodyOf, type Call, found, ok, Refusal, type Route, senderOf } from '../rest/call.ts'
import { paginate } from '../rest/paginate.ts'
import type { Deployment, DeploymentStatus } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { announce } from '../webhooks/announce.ts'
import { latestOnly } from './checks.ts'
import { commitOf } from './commits.ts'

export const deploymentRoutes: readonly Route[] = [
  { operation: 'repos/create-deployment', needs: ['deployments:write'], answer: create },
  { operation: 'repos/list-deployments', needs: ['deployments:read'], answer: list },
  {
    operation: 'repos/get-deployment',
    needs: ['deployments:read'],
    answer: (call) => ok(presentDeployment(call.site, deploymentOf(call))),
  },
  { operation: 'repos/create-deployment-status', needs: ['deployments:write'], answer: createStatus },
  {
    operation: 'repos/list-deployment-statuses',
    needs: ['deployments:read'],
    answer: (call) => {
      const deployment = deploymentOf(call)
      const newest = [...deployment.statuses].reverse()
      return paginate(
        call,
        newest.map((one) => presentDeploymentStatus(call.site, deployment, one)),
      )
    },
  },
]

function deploymentOf({ site, repository, params }: Call): Deployment {
  const deployment = found(site.store.deployments.get(Number(params.deployment_id)))
  return found(deployment.repository === repository ? deployment : null)
}

interface NewDeployment {
  readonly ref: string
  readonly task?: string
  readonly auto_merge?: boolean
  readonly required_contexts?: readonly string[]
  readonly payload?: unknown
  readonly environment?: string
  readonly description?: string | null
  readonly transient_environment?: boolean
  readonly production_environment?: boolean
}

async function create(call: Call) {
  const { site, repository, actor } = call
  const wanted = bodyOf<NewDeployment>(call)
  const sha = await commitOf(call, wanted.ref)
  refuseUnready(call, sha, wanted)
  const environment = wanted.environment ?? 'production'
  const now = timestamp()
  const deployment: Deployment = site.store.deployments.add({
    id: site.store.nextId(),
    repository,
    sha,
    ref: wanted.ref,
    task: wanted.task ?? 'deploy',
    environment,
    description: wanted.description ?? null,
    payload: wanted.payload ?? {},
    transient: wanted.transient_environment ?? false,
    production: wanted.production_environment ?? environment === 'production',
    creator: senderOf(call),
    app: appOf(actor),
    statuses: [],
    createdAt: now,
    updatedAt: now,
  })
  const payload = {
    action: 'created',
    deployment: presentDeployment(site, deployment),
    workflow: null,
    workflow_run: null,
  }
  await announce(site, { repository, sender: deployment.creator, event: 'deployment', payload: () => payload })
  site.bus.tell('deployment')
  return ok(presentDeployment(site, deployment), 201)
}

/** Left alone, GitHub wants every check to have passed, and would merge the default branch into the ref. */
function refuseUnready({ site, repository, path }: Call, sha: string, wanted: NewDeployment): void {
  if (wanted.auto_merge !== false) {
    site.violations.push(`${path}: auto_merge is on, so GitHub may answer by a merge instead of a deployment`)
  }
  const newest = site.store.checks
    .all()
    .filter((one) => one.repository === repository && one.headSha === sha)
    .reverse()
  const red = latestOnly(newest)
    .filter((one) => wanted.required_contexts === undefined || wanted.required_contexts.includes(one.name))
    .filter((one) => !['success', 'neutral', 'skipped'].includes(one.conclusion ?? ''))
  if (red.length > 0) throw new Refusal(409, `Conflict: Commit status checks failed for ${wanted.ref}.`)
}

function list(call: Call) {
  const { site, repository, query } = call
  const wants = (name: string, value: string): boolean => (query.get(name) ?? value) === value
  const deployments = site.store.deployments
    .all()
    .filter((one) => one.repository === repository && wants('sha', one.sha) && wants('ref', one.ref))
    .filter((one) => wants('task', one.task) && wants('environment', one.environment))
    .reverse()
  return paginate(
    call,
    deployments.map((one) => presentDeployment(site, one)),
  )
}

interface NewStatus {
  readonly state: string
  readonly description?: string
  readonly environment?: string
  readonly environment_url?: string
  readonly log_url?: string
  readonly target_url?: string
  readonly auto_inactive?: boolean
}

/** GitHub takes this many characters of a status' description. */
const longestDescription = 140

async function createStatus(call: Call) {
  const { site } = call
  const deployment = deploymentOf(call)
  const wanted = bodyOf<NewStatus>(call)
  if ((wanted.description ?? '').length > longestDescription) {
    site.violations.push(`${call.path}: the description is longer than ${longestDescription} characters`)
    throw new Refusal(422, 'Validation Failed: description is too long (maximum is 140 characters)')
  }
  const status = await addStatus(call, deployment, wanted)
  if (wanted.state === 'success' && wanted.auto_inactive !== false) await retireOthers(call, deployment)
  return ok(presentDeploymentStatus(site, deployment, status), 201)
}

async function addStatus(call: Call, deployment: Deployment, wanted: NewStatus): Promise<DeploymentStatus> {
  const { site, repository, actor } = call
  const status: DeploymentStatus = {
    id: site.store.nextId(),
    state: wanted.state,
    creator: senderOf(call),
    app: appOf(actor),
    description: wanted.description ?? '',
    environment: wanted.environment ?? deployment.environment,
    environmentUrl: wanted.environment_url ?? '',
    logUrl: wanted.log_url ?? wanted.target_url ?? '',
    createdAt: timestamp(),
  }
  deployment.statuses.push(status)
  deployment.updatedAt = status.createdAt
  const payload = {
    action: 'created',
    deployment_status: presentDeploymentStatus(site, deployment, status),
    deployment: presentDeployment(site, deployment),
    check_run: null,
    workflow: null,
    workflow_run: null,
  }
  await announce(site, { repository, sender: status.creator, event: 'deployment_status', payload: () => payload })
  site.bus.tell('deployment')
  return status
}

/** Older deployments of the same environment are over, unless it is transient or production. */
async function retireOthers(call: Call, latest: Deployment): Promise<void> {
  const others = call.site.store.deployments
    .all()
    .filter((one) => one !== latest && one.repository === latest.repository && one.environment === latest.environment)
    .filter((one) => !one.transient && !one.production && one.statuses.at(-1)?.state === 'success')
  for (const other of others) await addStatus(call, other, { state: 'inactive' })
}
