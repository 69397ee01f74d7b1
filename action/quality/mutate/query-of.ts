import { evaluateTemplate } from '../../../recipes-schema/expression/template.ts'
import type { NodeId, Query, SqlNode } from '../../../recipes-schema/recipe/types.ts'
import { quoteText, rewrite } from '../../../recipes-schema/sql/rewrite.ts'
import type { Laboratory } from './subject.ts'

/** A node's query over these relations, with its parameters' values in the text. */
export function queryOf(
  node: SqlNode,
  { values }: Laboratory,
  relationOf: (id: NodeId) => string,
  query: Pick<Query, 'text' | 'shape'> = node.query,
): string {
  const contexts = { ...values, vars: node.variables, matrix: node.matrix }
  return rewrite(query.text, query.shape, {
    relation(read) {
      const id = node.relations[query.shape.reads.indexOf(read)]
      return id === undefined ? null : relationOf(id)
    },
    parameter(name) {
      const value = node.parameters[name] ?? null
      const known = typeof value === 'string' ? evaluateTemplate(value, contexts) : value
      // In brackets, for `-$n` with a negative number would begin a comment.
      return typeof known === 'string' ? quoteText(known) : `(${String(known)})`
    },
  })
}
