import type { Dialect } from '../../recipes-schema/quality/dialect.ts'
import { measureKind } from '../../recipes-schema/quality/measures/index.ts'
import type { MeasureValue } from '../../recipes-schema/quality/measures/kind.ts'
import { type Asked, sharingOf } from '../../recipes-schema/quality/scan.ts'
import type { Seen } from '../../recipes-schema/quality/seen.ts'
import type { Node, NodeId } from '../../recipes-schema/recipe/types.ts'
import type { TestResult } from '../../recipes-schema/report/types.ts'
import type { Build } from '../ledger/builds.ts'
import type { NodeFailure } from '../nodes/node.ts'
import type { Session, Warehouse } from '../warehouses/warehouse.ts'
import { ask } from './ask.ts'
import { askedOf, resultOf } from './run-tests.ts'
import { aggregatesOf, factsOf, valuesOf } from './take-measures.ts'

/** What a build is tested and measured with. */
export interface Quarry {
  readonly warehouse: Warehouse
  readonly session: Session
  /** The quoted relation of a node or source in this order. */
  readonly relationOf: (id: NodeId) => string
  /** The quoted relation that production has under a node's name; null when it has none. */
  readonly productionOf: (id: NodeId) => string | null
  /** What is not there whole; absent: everything is. */
  readonly seen?: ReadonlyMap<NodeId, Seen>
  /** In milliseconds since 1970. */
  readonly now: number
  /** How long the node took to be made; null when its build existed. */
  readonly seconds: number | null
  /** False when these tests have been passed before. */
  readonly tests: boolean
  /** A condition that tells rows that were added from those that have passed the same tests; absent: all rows are new. */
  readonly fresh?: string
  readonly signal?: AbortSignal
}

export interface Checked {
  readonly tests: readonly TestResult[]
  readonly measures: ReadonlyMap<string, MeasureValue>
  /** Why a measure could not be taken; null when all were. */
  readonly fault: NodeFailure | null
}

/**
 * Tests and measures a build, in as few scans of it as are fastest. A test that cannot be evaluated is an error, never a
 * pass, and neither it nor a measure at fault takes another one along.
 */
export async function checkBuild(node: Node, build: Build, quarry: Quarry): Promise<Checked> {
  const dialect = quarry.warehouse.dialect as Dialect
  const facts = await factsOf(node, build, quarry)
  const tests = quarry.tests ? node.tests.map((test) => askedOf(node, test, quarry)) : []
  const { relation } = build
  // What leaves no relation has measures of its making alone.
  const measures = node.measures.filter(
    ({ kind, options }) => relation !== null || measureKind(kind).aggregates(options as never, dialect).length === 0,
  )
  const questions: Asked[] = []
  const places = tests.map(({ asked }) => (asked === null ? null : questions.push(asked) - 1))
  const taken = measures.map((measure) => {
    const asked = aggregatesOf(measure, dialect)
    return { measure, place: asked === null ? null : questions.push(asked) - 1 }
  })
  const sharing = sharingOf(dialect, { rows: build.row_count, isView: build.is_view })
  const answered = relation === null ? [] : await ask(quarry.session, relation, questions, sharing, quarry.signal)
  const { values, fault } = valuesOf(
    taken.map(({ measure, place }) => ({ measure, answered: place === null ? null : (answered[place] ?? null) })),
    facts,
  )
  const results: TestResult[] = []
  for (const [index, test] of tests.entries()) {
    const place = places[index] ?? null
    results.push(await resultOf(node, test, place === null ? null : (answered[place] ?? null), quarry))
  }
  return { tests: results, measures: values, fault }
}

/** True when a stop test has failed or could not be evaluated: what is downstream must not build on this. */
export function stops(results: readonly TestResult[]): boolean {
  return results.some((result) => result.state === 'error' || (result.state === 'failed' && result.severity === 'stop'))
}
