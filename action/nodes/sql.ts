import { evaluateTemplate } from '../../recipes-schema/expression/template.ts'
import type { Query, SqlNode } from '../../recipes-schema/recipe/types.ts'
import { lineOfPlace } from '../../recipes-schema/sql/places.ts'
import { quoteText, type Replacements, type Rewritten, rewriteTraced } from '../../recipes-schema/sql/rewrite.ts'
import type { Value, Warehouse } from '../warehouses/warehouse.ts'
import { makeIncremental } from './incremental.ts'
import { makeMerged } from './merge.ts'
import { type Made, type NodeContext, NodeFailure } from './node.ts'

/** A query over builds, with what `$1`, `$2` and so on in it stand for. */
export interface Written {
  readonly query: string
  readonly parameters: readonly Value[]
}

/** Makes a table or view of a query over the builds that this order reads. */
export async function runSql(node: SqlNode, context: NodeContext): Promise<Made> {
  const { warehouse, session, target, relationOf, values } = context
  const { materialized } = node
  const names = Object.keys(node.parameters)
  const parameters = Object.values(node.parameters).map(
    (value): Value => (typeof value === 'string' ? evaluateTemplate(value, values) : value),
  )
  const isView = materialized.type === 'view'
  const relation = relationsOf(node, relationOf)
  // A view cannot keep bound parameters, so there they are literals.
  const parameter = (name: string): string => {
    const index = names.indexOf(name)
    return isView ? literal(parameters[index] ?? null, warehouse.dialect) : `$${index + 1}`
  }
  const written = rewriteTraced(node.query.text, node.query.shape, { relation, parameter })
  const { text: query } = written
  try {
    if (materialized.type === 'incremental') return await makeIncremental(materialized, { query, parameters }, context)
    if (materialized.type === 'merge') return await makeMerged(materialized.key, { query, parameters }, context)
    await warehouse.make(session, { target, as: isView ? 'view' : 'table', query, ...(isView ? {} : { parameters }) })
    return { relation: target, is_view: isView, outputs: {} }
  } catch (error) {
    if (error instanceof NodeFailure) throw error
    throw sqlFailure(warehouse, node.query, written, error as Error)
  }
}

/** An engine's error with the line of the person's own file, wherever in the statement the rewritten query stands. */
export function sqlFailure(warehouse: Warehouse, query: Query, written: Rewritten, error: Error): NodeFailure {
  const place = warehouse.placeOf(error)
  const start = Math.max(place?.statement.indexOf(written.text) ?? 0, 0)
  const offset = written.originOf(Math.max((place?.offset ?? 0) - start, 0))
  const location = { file: query.file, line: lineOfPlace(query, offset) }
  return new NodeFailure('sql.failed', messageOf(error), location, { retryable: warehouse.isTransient(error) })
}

function relationsOf(node: SqlNode, relationOf: NodeContext['relationOf']): Replacements['relation'] {
  return (read) => {
    const id = node.relations[node.query.shape.reads.indexOf(read)]
    return id === undefined ? null : relationOf(id)
  }
}

/** A value as SQL. */
export function literal(value: Value, dialect?: string): string {
  // In brackets, for `-$n` with a negative number would begin a comment.
  return typeof value === 'string' ? quoteText(value, dialect) : `(${String(value)})`
}

function messageOf(error: Error): string {
  const [first, ...rest] = error.message.split('\n')
  const candidates = rest.find((line) => /^(Candidate|Did you mean)/.test(line.trim()))
  return [first, candidates?.trim()].filter(Boolean).join(' ')
}
