import type { SqlNode } from '../../../recipes-schema/recipe/types.ts'
import { runUnitTest } from '../unit/run-unit-test.ts'
import type { Laboratory } from './subject.ts'

/** The unit tests that a changed query does not pass. Those that the query as it is does not pass have been left out. */
export async function brokenUnitTests(
  changed: SqlNode,
  { unitTests, memory, project, folder }: Laboratory,
): Promise<string[]> {
  const broken: string[] = []
  for (const test of unitTests) {
    if (!test.computed.some(({ id }) => id === changed.id)) continue
    const computed = test.computed.map((one) => (one.id === changed.id ? changed : one))
    const node = test.node.id === changed.id ? changed : test.node
    const { state } = await runUnitTest({ ...test, node, computed }, project, memory, folder)
    if (state !== 'passed') broken.push(`unit test of ${test.node.name}: ${test.name}`)
  }
  return broken
}
