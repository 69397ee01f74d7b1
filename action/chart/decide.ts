import { userInfo } from 'node:os'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { oneLine } from '../../recipes-schema/text/printable.ts'
import { exits, Fault } from '../fault.ts'
import { type ChartDecision, readDecisions, recordDecision, withdrawDecision } from '../ledger/chart-decisions.ts'
import { MOST_POINTS, measureKey, readHistory } from '../ledger/measure-history.ts'
import { orderId } from '../run/order-id.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { findMeasure } from './find-measure.ts'
import { findPoint } from './find-point.ts'
import { readMeasured } from './measured.ts'

export interface Deciding {
  readonly warehouse: Warehouse
  readonly project: Project
  /** `node.measure` as a person writes it. */
  readonly name: string
  readonly reason: string
  readonly actor: string
  readonly now: Date
}

/** A decision, and whether it was made before: saying the same twice changes nothing. */
export interface Decision {
  readonly decision: ChartDecision
  readonly again: boolean
}

/**
 * Accepts the signal that an environment's newest order found: builds of the same fingerprint are meant to have that
 * value. Nothing without a signal can be accepted.
 */
export async function acceptSignal(deciding: Deciding, environment: string): Promise<Decision> {
  const { identity } = findMeasure(deciding.project, deciding.name)
  const measured = await readMeasured(deciding.warehouse, environment, identity)
  if (measured === null || measured.fingerprint === null) {
    const hint = `Run \`galley run --env ${environment}\` first, or name another environment with --env.`
    throw new Fault('measure.no_points', exits.usage, `No order of ${environment} has measured ${deciding.name}.`, hint)
  }
  const result = measured.report?.measures.find(
    (one) => `${one.recipe}.${one.node}.${one.measure}` === measureKey(identity),
  )
  if (result?.signal === null || result === undefined) {
    const message = `The newest order of ${environment} has no signal of ${deciding.name}.`
    throw new Fault('chart.no_signal', exits.usage, message, 'There is nothing to accept.')
  }
  const { fingerprint, digest, pull_request } = measured
  return record(deciding, {
    kind: 'accept',
    fingerprint,
    environment,
    digest,
    pull_request,
    point_order: null,
    point_version: null,
  })
}

/** Keeps one of production's points out of the limits, or lets new limits begin with it. */
export async function decideOnPoint(
  deciding: Deciding,
  kind: 'exclude' | 'rebaseline',
  written: string,
): Promise<Decision> {
  const { identity } = findMeasure(deciding.project, deciding.name)
  const points = (await readHistory(deciding.warehouse, [identity], MOST_POINTS)).get(measureKey(identity)) ?? []
  const point = findPoint(points, written)
  if (kind === 'rebaseline' && point === points[0]) {
    const message = `${written} is the first point: its limits begin there already.`
    throw new Fault('chart.first_point', exits.usage, message, 'Name the first point of the new level.')
  }
  const about = { point_order: point.order_id, point_version: point.version }
  return record(deciding, { kind, ...about, fingerprint: null, environment: null, digest: null, pull_request: null })
}

/** Who decides: the person that the workflow acts for, else the one at the keyboard. */
export function decidedBy(env: Readonly<Record<string, string | undefined>>): string {
  return env.GITHUB_ACTOR ?? userInfo().username
}

type About = Pick<
  ChartDecision,
  'kind' | 'fingerprint' | 'environment' | 'digest' | 'pull_request' | 'point_order' | 'point_version'
>

async function record(deciding: Deciding, about: About): Promise<Decision> {
  const { warehouse, project, name, actor, now } = deciding
  const reason = reasonOf(deciding)
  const { identity } = findMeasure(project, name)
  const { node, measure } = identity
  const before = (await readDecisions(warehouse, [identity])).get(measureKey(identity)) ?? []
  const same = before.find(
    (one) =>
      one.withdrawn === null &&
      one.kind === about.kind &&
      one.fingerprint === about.fingerprint &&
      one.point_order === about.point_order,
  )
  if (same !== undefined) return { decision: same, again: true }
  const decision = { id: orderId(now), node, measure, ...about, reason, actor, created_at: now.toISOString() }
  await recordDecision(warehouse, decision)
  return { decision: { ...decision, withdrawn: null }, again: false }
}

/** Takes back the newest decision that stands, or the one of this id: the chart is again as if it had not been made. */
export async function withdraw(deciding: Deciding, id: string | null): Promise<Decision> {
  const { warehouse, project, name, actor, now } = deciding
  const reason = reasonOf(deciding)
  const { identity } = findMeasure(project, name)
  const all = (await readDecisions(warehouse, [identity])).get(measureKey(identity)) ?? []
  const decision = all.findLast((one) => (id === null ? one.withdrawn === null : one.id === id))
  if (decision === undefined) {
    const message = id === null ? `No decision about ${name} stands.` : `There is no decision ${id} about ${name}.`
    const hint = `\`galley history ${name}\` lists what was decided.`
    throw new Fault('decision.none', exits.usage, message, hint)
  }
  if (decision.withdrawn !== null) return { decision, again: true }
  const withdrawn = { reason, actor, created_at: now.toISOString() }
  await withdrawDecision(warehouse, decision.id, withdrawn)
  return { decision: { ...decision, withdrawn }, again: false }
}

/** One line, whoever has written it: it is shown in lists, among those of others. */
function reasonOf(deciding: Deciding): string {
  const reason = oneLine(deciding.reason)
  if (reason === '')
    throw new Fault('usage.reason', exits.usage, 'A decision needs a reason.', 'Say it with --reason "...".')
  return reason
}
