import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { verdictOf } from '../../recipes-schema/report/verdict.ts'
import { buildWriter } from '../ledger/build-writer.ts'
import { pastSeconds, recordTested } from '../ledger/builds.ts'
import { migrate } from '../ledger/migrate.ts'
import {
  beginOrder,
  endOrder,
  type OrderRecord,
  readBuildMeasures,
  recordMeasurements,
  startAfter,
  stopOrder,
} from '../ledger/orders.ts'
import type { Observers } from '../observe/observers.ts'
import { judgeOrder } from '../quality/judge-order.ts'
import { fitReport } from '../report/fit.ts'
import { redactedReport } from '../report/redacted.ts'
import { saltVariable } from '../sandbox/sandboxed.ts'
import { environmentSecrets, type Secrets } from '../secrets/secrets.ts'
import { bindBuilds } from './bind-builds.ts'
import { diffOrder } from './diff-order.ts'
import { execute } from './execute.ts'
import type { Executed } from './execution.ts'
import { refuseNotYet } from './not-yet.ts'
import { observeOrder } from './observe-order.ts'
import { openVariables } from './open-variables.ts'
import { ambientOf, isKitchen, type OrderRequest, type Surroundings } from './order-request.ts'
import { type Scope, scopeOf } from './scope.ts'
import { sourcePath } from './sources.ts'
import { refuseOverBudget } from './within-budget.ts'

/**
 * Carries an order out: makes what is missing at content addresses, measures and tests it, and only when all is well
 * moves the environment's names. A failing, cancelled or killed order leaves every name where it was.
 */
export async function carryOut(request: OrderRequest, surroundings: Surroundings): Promise<Report> {
  const { warehouse, now } = surroundings
  refuseNotYet(request.head)
  await migrate(warehouse)
  const started = await startAfter(warehouse, request.environment.name, now())
  const scope = await scopeOf(request, warehouse, surroundings.signal)
  await refuseOverBudget(request, scope, warehouse)
  await beginOrder(warehouse, orderRecord(request, scope, started, null))
  try {
    const { secrets = environmentSecrets(request.env) } = surroundings
    return await observeOrder(request, surroundings, secrets, scope, started, (observers) =>
      carryThrough(request, { ...surroundings, secrets, observers }, scope, started),
    )
  } catch (error) {
    // It may be the ledger itself that fails: what is told is what happened first.
    await stopOrder(warehouse, request.id, later(started, now())).catch(() => undefined)
    throw error
  }
}

/** The surroundings with what an order has opened for itself. */
type Inner = Omit<Surroundings, 'secrets' | 'observing'> & {
  readonly secrets: Secrets
  readonly observers: Observers | null
}

async function carryThrough(request: OrderRequest, surroundings: Inner, scope: Scope, started: Date): Promise<Report> {
  const { warehouse, now, secrets } = surroundings
  const executed = await work(request, surroundings, scope)
  const { measures, budget } = await judgeOrder(warehouse, executed.measurements, {
    project: request.head,
    environment: request.environment.name,
    date: request.date,
    fingerprintOf: (id) => scope.resolutions.get(id)?.fingerprint ?? null,
    seen: scope.seen,
  })
  const judged = verdictOf({
    nodes: executed.nodes.filter((node) => scope.active.has(`${node.recipe}.${node.node}` as NodeId)),
    tests: executed.tests,
    measures,
    planned: request.head.order.filter((node) => scope.active.has(node.id)).length,
    cancelled: surroundings.signal.aborted,
  })
  const good = judged.verdict === 'pass' || judged.verdict === 'warn'
  if (good) await recordTested(warehouse, executed.passed, request.id)
  const version = {
    kind: request.kind,
    order_id: request.id,
    actor: request.actor,
    pull_request: request.pull_request,
    commit_sha: request.shas.head,
    digest: digestOf(request, scope),
    created_at: now().toISOString(),
  }
  const promotion = good ? await bindBuilds(request, warehouse, scope, executed, version) : null

  const diffs = await diffOrder(request, surroundings, scope)

  const ended = { finished: later(started, now()), verdict: judged.verdict }
  const record = orderRecord(request, scope, started, ended)
  const whole: Report = {
    schema_version: 1,
    order: {
      id: request.id,
      environment: request.environment.name,
      base: request.shas.base,
      head: request.shas.head,
      plan_digest: record.digest,
      started_at: record.started_at,
      finished_at: record.finished_at,
    },
    ...judged,
    nodes: executed.nodes,
    tests: executed.tests,
    measures,
    diffs,
    alarm_budget: budget,
    promotion,
    error: null,
  }
  const report = fitReport(redactedReport(whole, secrets.redactor))
  await endOrder(warehouse, record, report)
  if (promotion === null || promotion.road === 'none')
    await recordMeasurements(warehouse, { id: request.id, order_date: request.date }, executed.measurements, false)
  return report
}

async function work(
  request: OrderRequest,
  { warehouse, secrets, observers, signal, on, now }: Inner,
  { resolutions, active, tested, seen, production }: Scope,
): Promise<Executed> {
  const missing = [...active].filter((id) => resolutions.get(id)?.build === null)
  return execute({
    warehouse,
    project: request.head,
    resolutions,
    active,
    tested,
    seen,
    origin: {
      order_id: request.id,
      environment: request.environment.name,
      commit: request.shas.head,
      created_at: now().toISOString(),
    },
    builds: buildWriter(warehouse),
    kitchen: isKitchen(request),
    selected: request.selected ?? null,
    jobs: request.jobs,
    signal,
    lastSeconds: lastSecondsOf(signal),
    on,
    now,
    redactor: secrets.redactor,
    secrets,
    observers,
    environment: openVariables(request.env),
    values: ambientOf(request),
    pastMeasures: await readBuildMeasures(warehouse, measuredBelow(request, resolutions, active)),
    production: production.bound,
    pastSeconds: await pastSeconds(warehouse, missing),
    backfill: request.backfill ?? null,
    salt: request.env[saltVariable] ?? null,
    // A checkout of the commit is made when somebody needs it.
    pathOf: (source) => sourcePath(source, request.env, request.folder),
    folder: request.folder,
  })
}

/** The existing builds whose measures an expression may ask for: those that the order's nodes stand on. */
function measuredBelow(
  { head }: OrderRequest,
  resolutions: Scope['resolutions'],
  active: ReadonlySet<NodeId>,
): string[] {
  const below = new Set([...active].flatMap((id) => head.nodes.get(id)?.upstreams ?? []))
  return [...below].flatMap((id) => {
    const build = resolutions.get(id)?.build
    return build && (head.nodes.get(id)?.measures.length ?? 0) > 0 ? [build.build] : []
  })
}

/** How long clean-up nodes of a cancelled order may take, in milliseconds: GitHub kills a cancelled job after ten seconds. */
const cleanUp = 5000

/** A signal that aborts a while after the first one; it is made once, when it is first asked for. */
function lastSecondsOf(signal: AbortSignal): () => AbortSignal {
  let last: AbortSignal | undefined
  return () => {
    last ??= signal.aborted ? AbortSignal.timeout(cleanUp) : signal
    return last
  }
}

function digestOf({ digest }: OrderRequest, { plan }: Scope): string {
  return digest ?? plan.digest
}

/** A wall clock may be set back while an order runs; no order ends before it began. */
function later(started: Date, ended: Date): Date {
  return ended < started ? started : ended
}

function orderRecord(
  request: OrderRequest,
  scope: Scope,
  started: Date,
  ended: { readonly finished: Date; readonly verdict: string } | null,
): OrderRecord {
  const { id, kind, environment, actor, pull_request, shas, date } = request
  return {
    id,
    environment: environment.name,
    kind,
    actor,
    pull_request,
    base: shas.base,
    head: shas.head,
    merge_base: shas.merge_base,
    digest: digestOf(request, scope),
    order_date: date,
    production_version: scope.production.version,
    verdict: ended?.verdict ?? 'running',
    request: request.asked === undefined ? null : JSON.stringify(request.asked),
    started_at: started.toISOString(),
    finished_at: ended?.finished.toISOString() ?? '',
  }
}
