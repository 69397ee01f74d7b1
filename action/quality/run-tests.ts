import type { Dialect } from '../../recipes-schema/quality/dialect.ts'
import { judgeFinding } from '../../recipes-schema/quality/fail-if.ts'
import type { Asked } from '../../recipes-schema/quality/scan.ts'
import { testKind } from '../../recipes-schema/quality/tests/index.ts'
import type { TestContext } from '../../recipes-schema/quality/tests/kind.ts'
import { unmetNeed } from '../../recipes-schema/quality/unmet-need.ts'
import type { Node, Query, Test } from '../../recipes-schema/recipe/types.ts'
import type { TestResult } from '../../recipes-schema/report/types.ts'
import { type Rewritten, rewriteTraced } from '../../recipes-schema/sql/rewrite.ts'
import { sqlFailure } from '../nodes/sql.ts'
import type { Answered } from './ask.ts'
import type { Quarry } from './check-build.ts'
import { failingQuery, sampled } from './failing-rows.ts'

/** A test with its question; null where it is not to be asked, and why. */
export interface AskedTest {
  readonly test: Test
  readonly context: TestContext
  readonly asked: Asked | null
  readonly reason: string | null
}

export function askedOf(node: Node, test: Test, quarry: Quarry): AskedTest {
  const context = contextOf(node, test, quarry)
  const unmet = unmetNeed(node, test, quarry.seen ?? new Map())
  if (unmet !== null) return { test, context, asked: null, reason: unmet }
  const question = testKind(test.kind).ask(test.options, context)
  if (question.type === 'nothing') {
    const reason = `There is nothing to compare with: ${question.reason}.`
    return { test, context, asked: null, reason }
  }
  return { test, context, asked: { question, where: test.where }, reason: null }
}

/** What a test's answer says. Its failing rows are looked at only where it failed and may show them. */
export async function resultOf(
  node: Node,
  { test, context, reason, asked }: AskedTest,
  answered: Answered | null,
  quarry: Quarry,
): Promise<TestResult> {
  const frame = {
    recipe: node.recipe,
    node: node.name,
    test: test.name,
    severity: test.severity,
    location: { file: test.place.file, line: test.place.line },
  }
  if (reason !== null) return { ...frame, state: 'skipped', failures: 0, message: reason }
  if (asked === null || answered === null) return unanswered(frame, test, new Error('it was not asked'), quarry)
  if (!answered.ok) return unanswered(frame, test, answered.error, quarry)
  try {
    const kind = testKind(test.kind)
    const finding = kind.read(test.options, answered.rows, context)
    const judged = judgeFinding(test, finding, kind.message(test.options, finding))
    const result = { ...frame, ...judged, ...(finding.total === null ? {} : { total: finding.total }) }
    if (judged.state === 'passed') return result
    const query = failingQuery(test, asked, context)
    if (query === null) return result
    const { samples, words } = test.samples ? await sampled(quarry.session, query) : { samples: null, words: '' }
    return {
      ...result,
      message: `${result.message}${words}`,
      query,
      ...(samples === null ? {} : { samples }),
    }
  } catch (error) {
    return unanswered(frame, test, error as Error, quarry)
  }
}

type Frame = Pick<TestResult, 'recipe' | 'node' | 'test' | 'severity' | 'location'>

function unanswered(frame: Frame, test: Test, error: Error, quarry: Quarry): TestResult {
  const message = `The test could not be evaluated: ${error.message.split('\n')[0]}`
  const location =
    test.query === null
      ? frame.location
      : (sqlFailure(quarry.warehouse, test.query, tracedOf(test, test.query, quarry), error).location ?? frame.location)
  return { ...frame, location, state: 'error', failures: 0, message }
}

function contextOf(node: Node, test: Test, quarry: Quarry): TestContext {
  const relation = quarry.relationOf(node.id)
  const { where } = test
  // The line breaks keep a comment at the expression's end from swallowing the bracket.
  const narrowed = where === null ? relation : `(SELECT * FROM ${relation} AS every_row WHERE (${where}\n))`
  return {
    dialect: quarry.warehouse.dialect as Dialect,
    relation,
    rows: (alias) => `${narrowed} AS ${alias}`,
    over: (aggregate) => (where === null ? aggregate : `${aggregate} FILTER (WHERE (${where}\n))`),
    relationOf: (name) => quarry.relationOf(test.others[name] ?? node.id),
    production: quarry.productionOf(node.id),
    query: test.query === null ? null : tracedOf(test, test.query, quarry).text,
    // A test that tolerates failures says nothing of the rows that it has passed.
    fresh: test.severity === 'stop' && test.failIf === null ? (quarry.fresh ?? null) : null,
    now: quarry.now,
  }
}

function tracedOf({ reads }: Test, query: Query, { relationOf }: Quarry): Rewritten {
  // `reads` begins with what the query reads, in the order of its text.
  return rewriteTraced(query.text, query.shape, {
    relation: (read) => {
      const id = reads[query.shape.reads.indexOf(read)]
      return id === undefined ? null : relationOf(id)
    },
  })
}
