import { testKind } from '../../recipes-schema/quality/tests/index.ts'
import type { Node, NodeId, Test } from '../../recipes-schema/recipe/types.ts'
import type { TestResult } from '../../recipes-schema/report/types.ts'
import { rewrite } from '../../recipes-schema/sql/rewrite.ts'
import { sqlFailure } from '../nodes/sql.ts'
import type { Session, Warehouse } from '../warehouses/warehouse.ts'

export interface Quarry {
  readonly warehouse: Warehouse
  readonly session: Session
  /** The quoted relation of a node or source in this order. */
  readonly relationOf: (id: NodeId) => string
}

/** Evaluates every test of a node against its build; one that cannot be evaluated is an error, never a pass. */
export async function runTests(node: Node, quarry: Quarry): Promise<TestResult[]> {
  const results: TestResult[] = []
  for (const test of node.tests) results.push(await runTest(node, test, quarry))
  return results
}

/** True when a stop test has failed or could not be evaluated: what is downstream must not build on this. */
export function stops(results: readonly TestResult[]): boolean {
  return results.some((result) => result.state === 'error' || (result.state === 'failed' && result.severity === 'stop'))
}

async function runTest(node: Node, test: Test, quarry: Quarry): Promise<TestResult> {
  const kind = testKind(test.kind)
  const frame = {
    recipe: node.recipe,
    node: node.name,
    test: test.name,
    severity: test.severity,
    location: { file: test.place.file, line: test.place.line },
  }
  try {
    const sql = kind.failures(test.options, {
      relation: quarry.relationOf(node.id),
      relationOf: (name) => quarry.relationOf(test.others[name] ?? node.id),
      query: test.query === null ? null : rewritten(test, quarry),
    })
    const [row] = await quarry.session.rows<{ failures: number | string | null }>(sql)
    const failures = Number(row?.failures ?? Number.NaN)
    if (!Number.isFinite(failures)) throw new Error('it did not answer with a number')
    const passed = failures === 0
    return {
      ...frame,
      state: passed ? 'passed' : 'failed',
      failures,
      message: passed ? '' : kind.message(test.options, failures),
    }
  } catch (error) {
    const message = `The test could not be evaluated: ${(error as Error).message.split('\n')[0]}`
    const location =
      test.query === null
        ? frame.location
        : (sqlFailure(quarry.warehouse, test.query, error as Error).location ?? frame.location)
    return { ...frame, location, state: 'error', failures: 0, message }
  }
}

function rewritten(test: Test, { relationOf }: Quarry): string {
  const { query } = test
  if (query === null) return ''
  // `reads` begins with what the query reads, in the order of its text.
  return rewrite(query.text, query.shape, {
    relation: (read) => {
      const id = test.reads[query.shape.reads.indexOf(read)]
      return id === undefined ? null : relationOf(id)
    },
  })
}
