import type { Node } from '../../recipes-schema/recipe/types.ts'
import type { Build } from '../ledger/builds.ts'
import { runTests, stops } from '../quality/run-tests.ts'
import { takeMeasures } from '../quality/take-measures.ts'
import type { Session } from '../warehouses/warehouse.ts'
import { checksKey } from './checks-key.ts'
import { type Execution, resolutionOf } from './execution.ts'
import type { Findings } from './findings.ts'

/** Takes a build's measures. `seconds`: how long it took to make; null when it existed. */
export async function measureBuild(
  node: Node,
  build: Build,
  seconds: number | null,
  session: Session,
  { warehouse, now }: Execution,
  findings: Findings,
): Promise<void> {
  const values = await takeMeasures(node, build, { warehouse, session, seconds, now: now().getTime() })
  for (const { name, kind } of node.measures) {
    const value = values.get(name)
    if (value !== undefined)
      findings.measurements.push({ node: node.id, measure: name, kind, build: build.build, ...value })
  }
}

/** Tests a build; true when it may be built upon. What has passed these very tests before is not tested again. */
export async function testBuild(
  node: Node,
  build: Build,
  session: Session,
  execution: Execution,
  findings: Findings,
): Promise<boolean> {
  const { warehouse, project, tested, resolutions } = execution
  const checks = checksKey(node, project, resolutions)
  if (tested.has(`${build.build}/${checks}`)) return true
  const relationOf: Parameters<typeof runTests>[1]['relationOf'] = (id) => resolutionOf(execution, id).relation
  const results = await runTests(node, { warehouse, session, relationOf })
  findings.tests.push(...results)
  const passed = !stops(results)
  if (passed) findings.passed.push({ build: build.build, checks })
  return passed
}
