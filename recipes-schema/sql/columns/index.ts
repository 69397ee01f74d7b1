import { sha256 } from '../../text/digest.ts'
import type { KnownColumns, RelationRead, SqlColumns } from '../parser.ts'
import { readNode } from './node.ts'
import { shapeOfPart } from './part.ts'
import type { Query } from './query.ts'
import { namesOf, readRelation } from './relation.ts'
import { isDeeperThan, isTree, type Tree } from './tree.ts'
import { Unproven } from './unproven.ts'

/** Deeper queries than any person writes are not analysed, so that none can exhaust the stack. */
const deepest = 1000

/**
 * What decides the rows and each column of a query, from DuckDB's syntax tree; null when it cannot be proved. Names are
 * resolved as the engine does, over the columns that are known; a relation whose columns are not known counts as a
 * whole wherever a name could be one of its columns. Linear in the query's size and the columns that it names.
 *
 * @param statement the tree's statement
 * @param readAt which of `reads` a table of the tree is; undefined for common table expressions
 */
export function analyseColumns(
  statement: unknown,
  reads: readonly RelationRead[],
  readAt: (table: Tree) => number | undefined,
  known: KnownColumns,
): SqlColumns | null {
  const node = isTree(statement) ? statement.node : undefined
  if (!isTree(node) || isDeeperThan(node, deepest)) return null
  const written = reads.map(({ schema, name }) => [schema?.toLowerCase() ?? null, name.toLowerCase()])
  const keys = written.map((parts) => JSON.stringify(parts))
  const query: Query = {
    readAt(table) {
      const read = readAt(table)
      if (read === undefined) return null
      const first = keys.indexOf(keys[read] ?? '')
      return readRelation(first, written[first] ?? [], known(first))
    },
    inner: (inner, outer, ctes) => readNode(inner, outer, ctes, query),
    repeatable: true,
  }
  try {
    const relation = query.inner(node, null, new Map())
    return {
      rows: shapeOfPart(relation.rows),
      // A column's name is told to people as it is written, so that its case counts here.
      columns: relation.columns.map((column) => ({
        ...shapeOfPart({ ...column, canonical: sha256(JSON.stringify([column.name, column.canonical])) }),
        name: column.name,
      })),
      names: namesOf(relation),
      repeatable: query.repeatable,
    }
  } catch (error) {
    if (error instanceof Unproven) return null
    throw error
  }
}
