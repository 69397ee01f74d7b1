import { expressionOf } from '../../query/draft.ts'
import type { From, Table } from '../../query/types.ts'
import { isTree, type Tree, textsOf, treesOf } from '../tree.ts'
import { lowerExpression, writeAny } from './expression.ts'
import { isTableFunction } from './functions.ts'
import { lowerNode, nameAt, type Source, unreadOf } from './query.ts'

/** Table functions that make rows of their arguments alone. */
const harmless = new Set(
  'generate_series generate_subscripts json_each json_tree range repeat repeat_row unnest'.split(' '),
)

/** What may stand in a FROM. */
export const fromTypes = new Set(
  'BASE_TABLE SUBQUERY EXPRESSION_LIST TABLE_FUNCTION JOIN PIVOT SHOW_REF COLUMN_DATA DELIM_GET'.split(' '),
)

export function lowerFrom(from: Tree, source: Source): From {
  const named = {
    alias: from.alias ? String(from.alias).toLowerCase() : null,
    columns: textsOf(from.column_name_alias),
    ...(isTree(from.sample) ? { rest: JSON.stringify(from.sample), choice: true as const } : {}),
  }
  switch (from.type) {
    case 'BASE_TABLE':
      return { ...lowerTable(from, source), ...named }
    case 'SUBQUERY': {
      const node = isTree(from.subquery) ? from.subquery.node : undefined
      if (!isTree(node)) break
      // It may use the columns of what stands before it, as if LATERAL were written.
      return { type: 'query', query: lowerNode(node, source), lateral: true, ...named }
    }
    case 'EXPRESSION_LIST': {
      const [first] = Array.isArray(from.values) ? from.values : []
      if (!Array.isArray(first)) break
      const value = expressionOf((draft) => writeAny(from.values, draft, {}, source))
      return { type: 'values', value, names: first.map((_, index) => `col${index}`), ...named }
    }
    case 'TABLE_FUNCTION':
      return lowerFunction(from, named, source)
    case 'JOIN':
      return lowerJoin(from, source)
    case 'SHOW_REF':
      // What there is at the moment, not a relation.
      if (!isTree(from.query)) source.finds.unseen.push({ name: 'show', start: 0 })
  }
  return unreadOf(from, `a ${from.type} in FROM`, source)
}

function lowerTable(table: Tree, source: Source): Pick<Table, 'type' | 'start' | 'names' | 'unproven'> {
  const span = nameAt(table.query_location, source)
  const parts = [table.catalog_name, table.schema_name, table.table_name].map((part) => String(part || ''))
  const [catalog, schema, name = ''] = parts
  source.finds.relations.push({
    catalog: catalog || null,
    schema: schema || null,
    name,
    alias: table.alias ? String(table.alias) : null,
    ...span,
  })
  return {
    type: 'table',
    start: span.start,
    names: parts.filter((part) => part !== '').map((part) => part.toLowerCase()),
    ...(catalog !== '' || table.at_clause !== null ? { unproven: 'a table of another catalog or time' } : {}),
  }
}

function lowerFunction(from: Tree, named: Pick<Table, 'alias' | 'columns' | 'choice' | 'rest'>, source: Source): From {
  const call = isTree(from.function) ? from.function : {}
  const name = String(call.function_name).toLowerCase()
  if (!harmless.has(name)) source.finds.unseen.push({ name, start: source.offsetOf(Number(call.query_location)) })
  const value = expressionOf((draft) => writeAny([name, call.children, from.with_ordinality], draft, {}, source))
  if (!isTableFunction(name)) return unreadOf(call.children, `the table function ${name}`, source)
  return { type: 'function', value, ...named }
}

function lowerJoin(join: Tree, source: Source): From {
  const kind = String(join.join_type)
  const how = String(join.ref_type)
  const known =
    ['INNER', 'LEFT', 'RIGHT', 'FULL', 'SEMI', 'ANTI'].includes(kind) &&
    ['REGULAR', 'NATURAL', 'CROSS', 'ASOF'].includes(how) &&
    treesOf(join.duplicate_eliminated_columns).length === 0
  if (!known || !isTree(join.left) || !isTree(join.right)) return unreadOf(join, `a ${kind} ${how} join`, source)
  return {
    type: 'join',
    kind: `${kind} ${how}`,
    half: kind === 'SEMI' || kind === 'ANTI',
    natural: how === 'NATURAL',
    left: [lowerFrom(join.left, source)],
    right: [lowerFrom(join.right, source)],
    on: isTree(join.condition) ? lowerExpression(join.condition, source) : null,
    using: textsOf(join.using_columns).map((name) => name.toLowerCase()),
    // Of several rows that are equally near, the engine takes one.
    ...(how === 'ASOF' ? { choice: true } : {}),
  }
}
