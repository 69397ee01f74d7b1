import { type Seen, seenInPart } from '../../recipes-schema/quality/seen.ts'
import type { NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { exits, Fault } from '../fault.ts'
import { readDecisions } from '../ledger/chart-decisions.ts'
import { readEnvironment } from '../ledger/environments.ts'
import { reportedBuilds } from '../ledger/kitchen-builds.ts'
import { measureKey, readHistory } from '../ledger/measure-history.ts'
import { type JudgedMeasure, judgeOne } from '../quality/judge-measures.ts'
import { readChanges } from '../quality/judge-order.ts'
import { partsOf } from '../quality/parts.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { findMeasure } from './find-measure.ts'
import { readMeasured } from './measured.ts'

/**
 * A measure's chart from the ledger: production's history with the newest point of an environment under judgement, by the
 * limits that its order had. Production's own newest point is judged by those before it.
 */
export async function measureChart(
  warehouse: Warehouse,
  project: Project,
  name: string,
  environment: string,
): Promise<JudgedMeasure> {
  const { identity, measure } = findMeasure(project, name)
  const { node } = identity
  const all = (await readHistory(warehouse, [identity])).get(measureKey(identity)) ?? []
  const isProduction = environment === 'production'
  const measured = await readMeasured(warehouse, environment, identity)
  if (measured === null) {
    const message = `No order of ${environment} has measured ${name}.`
    throw new Fault('measure.no_points', exits.usage, message, 'Run it first, or name another environment with --env.')
  }
  const history = isProduction ? all.filter(({ order_id }) => order_id !== measured.order_id) : all
  const judging = {
    project,
    history: new Map([[measureKey(identity), history]]),
    decisions: await readDecisions(warehouse, [identity]),
    changes: await readChanges(warehouse),
    fingerprintOf: () => measured.fingerprint,
    environment,
    date: measured.date,
    seen: isProduction ? new Map<NodeId, Seen>() : await seenIn(warehouse, project, environment, measured.report),
  }
  const { value, events, trials, build, report } = measured
  const measurement = { node, measure: identity.measure, kind: measure.kind, build, value, events, trials }
  return judgeOne(measurement, judging, report?.alarm_budget?.sigmas ?? 3)
}

/** What a kitchen saw of each node, by the policies of sources and by the builds that it has. */
async function seenIn(
  warehouse: Warehouse,
  project: Project,
  environment: string,
  report: Report | null,
): Promise<Map<NodeId, Seen>> {
  const { bound } = await readEnvironment(warehouse, environment)
  // An order that fails binds nothing, and was measured all the same.
  const made = report === null ? [] : await reportedBuilds(warehouse, report)
  return seenInPart(project, new Set(partsOf(project, new Map([...bound, ...made])).keys()))
}
