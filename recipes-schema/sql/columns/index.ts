import { canonicalJson, sha256 } from '../../text/digest.ts'
import type { KnownColumns, SqlColumns, SqlShape } from '../parser.ts'
import { readNode } from './node.ts'
import { shapeOfPart } from './part.ts'
import type { Query } from './query.ts'
import { namesOf, readRelation } from './relation.ts'
import { isDeeperThan, isTree } from './tree.ts'
import { Unproven } from './unproven.ts'

/** Deeper queries than any person writes are not analysed, so that none can exhaust the stack. */
const deepest = 1000

const answers = new WeakMap<SqlShape, { over: string; answer: SqlColumns | null }>()

/**
 * What decides the rows and each column of a query; null when it cannot be proved. Names are resolved as the engine
 * does, over the columns that are known; a relation whose columns are not known counts as a whole wherever a name could
 * be one of its columns. Linear in the query's size and the columns that it names.
 */
export function columnsOf(shape: SqlShape, known: KnownColumns): SqlColumns | null {
  // Plans of one change ask for the same query over the same columns again and again.
  const over = sha256(canonicalJson(shape.reads.map((_, read) => known(read))))
  const last = answers.get(shape)
  if (last?.over === over) return last.answer
  const answer = analyse(shape, known)
  answers.set(shape, { over, answer })
  return answer
}

function analyse({ tree, reads }: SqlShape, known: KnownColumns): SqlColumns | null {
  const node = isTree(tree) ? tree.node : undefined
  if (!isTree(node) || isDeeperThan(node, deepest)) return null
  const written = reads.map(({ schema, name }) => [schema?.toLowerCase() ?? null, name.toLowerCase()])
  const keys = written.map((parts) => JSON.stringify(parts))
  const query: Query = {
    readAt({ read }) {
      if (typeof read !== 'number') return null
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
    // Nested deeper than the stack, nothing is proved either.
    if (error instanceof Unproven || error instanceof RangeError) return null
    throw error
  }
}
