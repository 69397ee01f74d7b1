import type { KeyOrigin } from '../../../recipes-schema/diff/types.ts'
import { columns } from '../../../recipes-schema/quality/columns.ts'
import type { Node } from '../../../recipes-schema/recipe/types.ts'

/** What pairs a row of production with one of the kitchen. */
export interface Key {
  readonly columns: readonly string[]
  readonly from: KeyOrigin
}

/**
 * A node's key: what its rows are merged by, else that of its first `unique` test over all rows. A test that stops a run is trusted
 * before one that only warns. Null: nobody has said what makes a row the same row.
 */
export function keyOf(node: Node): Key | null {
  if (node.kind === 'sql' && node.materialized.type === 'merge')
    return { columns: node.materialized.key, from: 'merge' }
  const unique = node.tests.filter((test) => test.kind === 'unique' && test.where === null)
  const found = unique.find((test) => test.severity === 'stop') ?? unique[0]
  return found === undefined ? null : { columns: columns.list(found.options as string | string[]), from: 'unique' }
}
