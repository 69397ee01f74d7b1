import type { Node } from '../../recipes-schema/recipe/types.ts'
import type { Build } from '../ledger/builds.ts'
import { checkBuild, stops } from '../quality/check-build.ts'
import type { Session } from '../warehouses/warehouse.ts'
import { checksKey } from './checks-key.ts'
import { type Execution, resolutionOf } from './execution.ts'
import type { Findings } from './findings.ts'

/**
 * Measures and tests a build, and keeps what was found. Throws for a measure that cannot be taken; gives whether what
 * stands downstream may build on it.
 */
export async function checkNode(
  node: Node,
  build: Build,
  seconds: number | null,
  session: Session,
  execution: Execution,
  findings: Findings,
): Promise<boolean> {
  const { warehouse, project, resolutions, tested, seen, production, now, signal } = execution
  const checks = checksKey(node, project, resolutions, production)
  const { tests, measures, fault } = await checkBuild(node, build, {
    warehouse,
    session,
    seconds,
    signal,
    now: now().getTime(),
    relationOf: (id) => resolutionOf(execution, id).relation,
    productionOf: (id) => production.get(id)?.relation ?? null,
    seen,
    tests: !tested.has(`${build.build}/${checks}`),
    ...freshOf(node, execution, findings),
  })
  findings.tests.push(...tests)
  for (const { name, kind } of node.measures) {
    const value = measures.get(name)
    if (value !== undefined)
      findings.measurements.push({ node: node.id, measure: name, kind, build: build.build, ...value })
  }
  if (fault !== null) throw fault
  if (stops(tests)) return false
  // Once it is production's own there is nothing else to compare it with: then it has passed as well.
  const published = checksKey(node, project, resolutions, new Map())
  for (const key of new Set([checks, published])) findings.passed.push({ build: build.build, checks: key })
  return true
}

/** Which rows are new to the tests: those made now, where the build that the others come from has passed the same tests. */
function freshOf(node: Node, execution: Execution, findings: Findings): { readonly fresh?: string } {
  const { project, resolutions, tested } = execution
  const fresh = findings.fresh.get(node.id)
  const from = resolutionOf(execution, node.id).from
  if (fresh === undefined || from === null) return {}
  // The earlier build was production's own when it passed: it was compared with nothing else.
  return tested.has(`${from.build}/${checksKey(node, project, resolutions, new Map())}`) ? { fresh } : {}
}
