import type { Node, NodeId, SqlNode } from '../../../recipes-schema/recipe/types.ts'
import type { Build } from '../../ledger/builds.ts'
import type { Measurement } from '../../ledger/orders.ts'
import { checkBuild } from '../check-build.ts'
import { judgeMeasures } from '../judge-measures.ts'
import { queryOf } from './query-of.ts'
import { type Laboratory, relationIn } from './subject.ts'

/** What speaks against a relation: failing tests and signalling charts, as `node: test` and `node.measure`. */
export interface Alarms {
  readonly tests: readonly string[]
  readonly charts: readonly string[]
}

/** Nodes with more rows than this are not computed again for a fault upstream of them. */
const cheapRows = 200_000

/**
 * Tests and charts a relation in the place of a node's build, then what reads it: tests of other nodes that look at it,
 * and the tests of the nodes that are made of it, computed over it, where that is cheap.
 */
export async function alarmsOf(node: Node, relation: string, lab: Laboratory, isView = true): Promise<Alarms> {
  const own = await alarmsIn(node, relation, node, relation, lab, isView)
  const reading: Alarms[] = []
  for (const other of lab.project.order) {
    const build = lab.builds.get(other.id)
    if (other.id === node.id || build === undefined || build.relation === null || other.tests.length === 0) continue
    if (other.kind === 'sql' && other.relations.includes(node.id) && (build.row_count ?? 0) <= cheapRows)
      reading.push(await alarmsOfReader(other, node, relation, lab))
    else {
      const tests = other.tests.filter((test) => test.reads.includes(node.id))
      if (tests.length > 0)
        reading.push(
          await alarmsIn({ ...other, tests, measures: [] }, build.relation, node, relation, lab, build.is_view),
        )
    }
  }
  return {
    tests: [...own.tests, ...reading.flatMap((one) => one.tests)],
    charts: own.charts,
  }
}

/** The reader's tests on what it makes of the mutant. That it cannot be made at all is an alarm as well. */
async function alarmsOfReader(reader: SqlNode, node: Node, mutant: string, lab: Laboratory): Promise<Alarms> {
  const { scratch, session } = lab
  const target = scratch.relation('reader')
  const query = queryOf(reader, lab, (id) => (id === node.id ? mutant : relationIn(lab, id)))
  try {
    await session.rows(`CREATE TABLE ${target} AS ${query}`)
  } catch {
    return { tests: [`${reader.name}: it cannot be made`], charts: [] }
  }
  try {
    return await alarmsIn({ ...reader, measures: [] }, target, node, mutant, lab, false)
  } finally {
    await session.rows(`DROP TABLE ${target}`)
  }
}

async function alarmsIn(
  node: Node,
  relation: string,
  mutated: Node,
  mutant: string,
  lab: Laboratory,
  isView: boolean,
): Promise<Alarms> {
  const { warehouse, session, builds, production, judging, now } = lab
  const build = builds.get(node.id)
  if (build === undefined) return { tests: [], charts: [] }
  const standIn: Build = { ...build, relation, is_view: isView }
  const { tests, measures } = await checkBuild(node, standIn, {
    warehouse,
    session,
    relationOf: (id: NodeId) => (id === node.id ? relation : id === mutated.id ? mutant : relationIn(lab, id)),
    productionOf: (id) => production.get(id)?.relation ?? null,
    now,
    seconds: null,
    tests: true,
  })
  const measurements: Measurement[] = node.measures.flatMap(({ name, kind }) => {
    const value = measures.get(name)
    return value === undefined ? [] : [{ node: node.id, measure: name, kind, build: build.build, ...value }]
  })
  const judged = judgeMeasures(measurements, judging).measures
  return {
    tests: tests
      .filter(({ state }) => state === 'failed' || state === 'error')
      .map(({ test }) => `${node.name}: ${test}`),
    charts: judged.filter(({ signal }) => signal !== null).map(({ measure }) => `${node.name}.${measure}`),
  }
}
