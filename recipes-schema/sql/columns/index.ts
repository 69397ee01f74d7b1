import { canonicalJson, sha256 } from '../../text/digest.ts'
import { traitsOf } from '../dialects/traits.ts'
import type { KnownColumns, SqlColumns, SqlShape } from '../parser.ts'
import { shapeOfPart } from './part.ts'
import type { Analysis } from './place.ts'
import { readQuery } from './query.ts'
import { namesOf, readRelation } from './relation.ts'
import { Unproven } from './unproven.ts'

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

function analyse({ dialect, tree, reads }: SqlShape, known: KnownColumns): SqlColumns | null {
  if (tree === null) return null
  const traits = traitsOf(dialect)
  const keys = reads.map(({ catalog, schema, name }) =>
    [catalog, schema, name].map((part) => (part === null ? null : traits.fold(part))),
  )
  const texts = keys.map((key) => JSON.stringify(key))
  const starts = new Map(reads.map(({ start }, read) => [start, read]))
  const analysis: Analysis = {
    traits,
    readAt({ start }) {
      const read = starts.get(start)
      if (read === undefined) return null
      const first = texts.indexOf(texts[read] ?? '')
      return readRelation(first, keys[first] ?? [], known(first))
    },
    repeatable: true,
  }
  try {
    const relation = readQuery(tree, null, new Map(), analysis)
    return {
      rows: shapeOfPart(relation.rows),
      // A column's name is told to people as it is written, so that its case counts here.
      columns: relation.columns.map((column) => ({
        ...shapeOfPart({ ...column, canonical: sha256(JSON.stringify([column.name, column.canonical])) }),
        name: column.name,
      })),
      names: namesOf(relation),
      repeatable: analysis.repeatable,
    }
  } catch (error) {
    // Nested deeper than the stack, nothing is proved either.
    if (error instanceof Unproven || error instanceof RangeError) return null
    throw error
  }
}
