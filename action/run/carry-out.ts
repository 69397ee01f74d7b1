import { type ContextValues, evaluateTemplate } from '../../recipes-schema/expression/template.ts'
import { type PlanShas, planAgainst, planChange } from '../../recipes-schema/plan/plan.ts'
import type { Plan } from '../../recipes-schema/plan/types.ts'
import { waitsFor } from '../../recipes-schema/recipe/load.ts'
import type { NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import type { Promotion, Report } from '../../recipes-schema/report/types.ts'
import { verdictOf } from '../../recipes-schema/report/verdict.ts'
import { type Build, findBuilds, recordTested, testedBuilds } from '../ledger/builds.ts'
import { type EnvironmentState, readEnvironment } from '../ledger/environments.ts'
import { migrate } from '../ledger/migrate.ts'
import { readBuildMeasures, readHistory, recordMeasurements, recordOrder } from '../ledger/orders.ts'
import { judgeMeasures } from '../quality/judge-measures.ts'
import { fitReport } from '../report/fit.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { checksKey } from './checks-key.ts'
import { type Executed, execute, type Progress } from './execute.ts'
import { refuseNotYet } from './not-yet.ts'
import { openVariables } from './open-variables.ts'
import { bindingChange, isNoChange, publish, verifyContent, wantedBindings } from './publish.ts'
import { plannedById, type Resolution, resolveBuilds } from './resolve.ts'
import { type Environment, sourcePath, sourceVersion } from './sources.ts'

/** What is to be carried out, with all that has been found out about it beforehand. */
export interface OrderRequest {
  readonly id: string
  /** run: build and test a change in a kitchen, or production on its newest data. promote: production on its own data. */
  readonly kind: 'run' | 'promote'
  readonly environment: { readonly name: string; readonly schema: string }
  readonly head: Project
  /** What the head is compared with; null: with production alone. */
  readonly base: Project | null
  readonly shas: PlanShas
  /** The digest of what was approved; null takes that of the plan. */
  readonly digest: string | null
  readonly actor: string
  readonly pull_request: number | null
  /** The day that the order is for, YYYY-MM-DD. */
  readonly date: string
  readonly force: readonly string[]
  readonly jobs: number
  readonly env: Environment
  /** The repository's root on disk at the head. */
  readonly folder: () => Promise<string>
}

export interface Surroundings {
  readonly warehouse: Warehouse
  readonly signal: AbortSignal
  readonly on: (progress: Progress) => void
  readonly now: () => Date
}

/**
 * Carries an order out: makes what is missing at content addresses, measures and tests it, and only when all is well
 * moves the environment's names. A failing, cancelled or killed order leaves every name where it was.
 */
export async function carryOut(request: OrderRequest, surroundings: Surroundings): Promise<Report> {
  const { warehouse, now, signal } = surroundings
  const started_at = now().toISOString()
  refuseNotYet(request.head)
  await migrate(warehouse)
  const production = await readEnvironment(warehouse, 'production')
  const plan = planOf(request, production)
  const resolutions = await resolve(request, warehouse, plan, production)
  const isKitchen = request.environment.name !== 'production'
  const tested = await testedBuilds(warehouse)
  const active = activeIds(request, planChange(request), resolutions, production, tested)
  const executed = await run(request, surroundings, resolutions, active, isKitchen ? new Set() : tested)

  const history = await readHistory(warehouse)
  const label = isKitchen ? request.environment.name : request.date
  const measures = judgeMeasures(executed.measurements, history, label)
  const planned = request.head.order.filter((node) => active.has(node.id)).length
  const judged = verdictOf({
    nodes: executed.nodes.filter((node) => active.has(`${node.recipe}.${node.node}` as NodeId)),
    tests: executed.tests,
    measures,
    planned,
    cancelled: signal.aborted,
  })
  const good = judged.verdict === 'pass' || judged.verdict === 'warn'

  const record = {
    kind: request.kind,
    order_id: request.id,
    actor: request.actor,
    pull_request: request.pull_request,
    commit_sha: request.shas.head,
    digest: request.digest ?? plan.digest,
    created_at: now().toISOString(),
  }
  if (good) await recordTested(warehouse, executed.passed, request.id)
  const promotion = good ? await bindBuilds(request, surroundings, { production, resolutions, executed, record }) : null

  const report: Report = fitReport({
    schema_version: 1,
    order: {
      id: request.id,
      environment: request.environment.name,
      base: request.shas.base,
      head: request.shas.head,
      plan_digest: record.digest,
      started_at,
      finished_at: now().toISOString(),
    },
    ...judged,
    nodes: executed.nodes,
    tests: executed.tests,
    measures,
    promotion,
    error: null,
  })
  await recordOrder(warehouse, orderRecord(request, report, production), report)
  if (isKitchen || promotion === null || promotion.road === 'none')
    await recordMeasurements(warehouse, orderKey(request), executed.measurements, false)
  return report
}

/** Production is compared with the head alone; a kitchen's plan is three-way. */
function planOf(request: OrderRequest, production: EnvironmentState): Plan {
  const state = {
    version: production.version,
    bound: new Map([...production.bound].map(([id, build]) => [id, build.fingerprint])),
  }
  const change = { base: request.base, head: request.head, shas: request.shas, force: request.force }
  return planAgainst(change, state)
}

function resolve(
  request: OrderRequest,
  warehouse: Warehouse,
  plan: Plan,
  production: EnvironmentState,
): Promise<Map<NodeId, Resolution>> {
  const pinned = request.environment.name !== 'production' || request.kind === 'promote'
  return resolveBuilds({
    warehouse,
    project: request.head,
    plan,
    production,
    pinned,
    orderId: request.id,
    ambient: (name) => String(evaluateTemplate(`\${{ ${name} }}`, ambientOf(request)) ?? ''),
    versionOf: async (source) => sourceVersion(source, sourcePath(source, request.env, await request.folder())),
  })
}

/**
 * What there is to do: nodes at another address than production's, nodes whose checks were not passed yet or are the
 * change itself, and the sources that they need.
 */
function activeIds(
  { head, environment }: OrderRequest,
  changePlan: Plan,
  resolutions: ReadonlyMap<NodeId, Resolution>,
  production: EnvironmentState,
  tested: ReadonlySet<string>,
): Set<NodeId> {
  const isKitchen = environment.name !== 'production'
  // What the change itself runs or checks is looked at in its kitchen, also where production has the build already.
  const wanted = isKitchen
    ? [...plannedById(changePlan)].filter(([, node]) => node.action === 'run' || node.check).map(([id]) => id)
    : []
  const looked = new Set(wanted)
  const nodes = head.order.filter((node) => {
    const key = resolutions.get(node.id)?.key ?? ''
    const passed = tested.has(`${key}/${checksKey(node, head, resolutions)}`)
    return production.bound.get(node.id)?.build !== key || !passed || looked.has(node.id)
  })
  const needed = nodes.flatMap(waitsFor).filter((id) => head.sources.has(id) && resolutions.get(id)?.build === null)
  return new Set([...needed, ...nodes.map((node) => node.id)])
}

async function run(
  request: OrderRequest,
  { warehouse, signal, on, now }: Surroundings,
  resolutions: ReadonlyMap<NodeId, Resolution>,
  active: ReadonlySet<NodeId>,
  tested: ReadonlySet<string>,
): Promise<Executed> {
  const existing = [...resolutions.values()].flatMap(({ build }) => (build === null ? [] : [build.build]))
  const root = await request.folder()
  return execute({
    warehouse,
    project: request.head,
    resolutions,
    active,
    tested,
    origin: {
      order_id: request.id,
      environment: request.environment.name,
      commit: request.shas.head,
      created_at: now().toISOString(),
    },
    jobs: request.jobs,
    signal,
    on,
    now,
    values: ambientOf(request),
    pastMeasures: await readBuildMeasures(warehouse, existing),
    pathOf: (source) => sourcePath(source, request.env, root),
    folder: request.folder,
  })
}

interface Outcome {
  readonly production: EnvironmentState
  readonly resolutions: ReadonlyMap<NodeId, Resolution>
  readonly executed: Executed
  readonly record: Parameters<typeof publish>[4]
}

/** Gives the environment its names. For production: what moved and by which road; for a kitchen null. */
async function bindBuilds(
  request: OrderRequest,
  surroundings: Surroundings,
  outcome: Outcome,
): Promise<Promotion | null> {
  const { warehouse } = surroundings
  const { production, resolutions, executed, record } = outcome
  const found = await findBuilds(
    warehouse,
    [...resolutions.values()].map((one) => one.key),
  )
  const builds = new Map(
    [...resolutions].flatMap(([id, { key }]) => (found.has(key) ? [[id, found.get(key) as Build] as const] : [])),
  )
  const { name, schema } = request.environment
  if (name !== 'production') {
    const now = await readEnvironment(warehouse, name)
    const differing = new Map(
      [...builds].filter(
        ([id, build]) => request.head.nodes.has(id) && production.bound.get(id)?.build !== build.build,
      ),
    )
    if (!isNoChange(bindingChange(now, differing))) await publish(warehouse, schema, now, differing, record)
    return null
  }
  const wanted = wantedBindings(request.head, request.base, production, builds)
  const change = bindingChange(production, wanted)
  const summary = {
    from_version: production.version,
    bound: nodesOf(change.bind.keys(), request),
    unbound: [...change.unbind],
  }
  if (isNoChange(change)) return { road: 'none', to_version: production.version, ...summary }
  await verifyContent(
    warehouse,
    [...change.bind.keys()].flatMap((id) => resolutions.get(id)?.build ?? []),
  )
  const to_version = await publish(warehouse, schema, production, wanted, record, () =>
    recordMeasurements(warehouse, orderKey(request), executed.measurements, request.kind === 'run'),
  )
  const built = executed.nodes.some((node) => node.state === 'succeeded')
  return { road: built ? 'rebuild' : 'swap', to_version, ...summary }
}

function nodesOf(ids: Iterable<NodeId>, { head }: OrderRequest): string[] {
  return [...ids].filter((id) => head.nodes.has(id)).sort()
}

function orderKey({ id, date }: OrderRequest): { id: string; order_date: string } {
  return { id, order_date: date }
}

function orderRecord(
  request: OrderRequest,
  report: Report,
  production: EnvironmentState,
): Parameters<typeof recordOrder>[1] {
  const { id, environment, plan_digest, started_at, finished_at } = report.order
  const { kind, actor, pull_request, shas, date } = request
  return {
    id,
    environment,
    kind,
    actor,
    pull_request,
    base: shas.base,
    head: shas.head,
    merge_base: shas.merge_base,
    digest: plan_digest,
    order_date: date,
    production_version: production.version,
    verdict: report.verdict,
    started_at,
    finished_at,
  }
}

/** What `env` and `order` hold: nothing of the runner's own, which a pull request's recipe has no business to see. */
function ambientOf({ id, date, environment, env }: OrderRequest): ContextValues {
  return { env: openVariables(env), order: { id, date, environment: environment.name } }
}
