import { canonicalOf } from './expression.ts'
import { readFrom } from './from.ts'
import { newDraft, type Part, partOf, take, takeAll } from './part.ts'
import type { Ctes, Place, Query } from './query.ts'
import { type Column, type Relation, relationOf } from './relation.ts'
import { newScope, type Scope } from './scope.ts'
import { partAt, readSelectList } from './select-list.ts'
import { integerOf, isTree, type Tree, textsOf, treesOf } from './tree.ts'
import { unproven } from './unproven.ts'

/** A SELECT: its columns, and what decides its rows. */
export function readSelect(node: Tree, outer: Scope | null, ctes: Ctes, query: Query): Relation {
  const rows = newDraft()
  const scope = newScope(outer)
  const place: Place = { query, scope, ctes, into: rows }
  const from = readFrom(node.from_table, place)
  const { columns, complete } = readSelectList(treesOf(node.select_list), place)
  const output: Output = { columns, complete }
  const optional = (clause: unknown): unknown => (isTree(clause) ? canonicalOf(clause, place) : null)
  const where = optional(node.where_clause)
  const groups = groupsOf(node, place, output)
  const clauses = [optional(node.having), optional(node.qualify)]
  if (isTree(node.sample)) query.repeatable = false
  // Without groups an aggregate makes one row of all; with groups it changes no row.
  const single = groups === null && scope.aggregated
  const modifiers = modifiersOf(node, place, output)
  const value = ['select', from, where, groups, single, clauses, node.sample, modifiers]
  return relationOf(partOf(value, rows), columns, complete)
}

/** What ORDER BY, DISTINCT and LIMIT look at. */
export interface Output {
  readonly columns: readonly Column[]
  readonly complete: boolean
}

/** ORDER BY, DISTINCT, LIMIT, in the engine's order: they decide which rows there are, and how they follow. */
export function modifiersOf(node: Tree, place: Place, output: Output): unknown {
  return treesOf(node.modifiers).map((modifier) => {
    switch (modifier.type) {
      case 'ORDER_MODIFIER':
        return ['order', treesOf(modifier.orders).map((order) => orderOf(order, place, output))]
      case 'DISTINCT_MODIFIER':
        return distinctOf(modifier, place, output)
      case 'LIMIT_MODIFIER':
      case 'LIMIT_PERCENT_MODIFIER':
        place.query.repeatable = false
        return [modifier.type, canonicalOf([modifier.limit ?? null, modifier.offset ?? null], place)]
      default:
        return unproven(`a ${modifier.type}`)
    }
  })
}

function orderOf({ expression, type, null_order }: Tree, place: Place, output: Output): unknown {
  if (!isTree(expression)) return unproven('an order without an expression')
  if (isAll(expression)) return [type, null_order, takeAll(place.into, output.columns)]
  // Here alone an alias goes before a column.
  const [name = '', ...more] = expression.class === 'COLUMN_REF' ? textsOf(expression.column_names) : []
  const alias = more.length === 0 ? place.scope.aliases.get(name.toLowerCase()) : undefined
  const part = alias ?? positionOf(expression, output)
  return [type, null_order, part === null ? canonicalOf(expression, place) : take(place.into, part)]
}

function distinctOf({ distinct_on_targets }: Tree, place: Place, output: Output): unknown {
  const on = treesOf(distinct_on_targets)
  if (on.length === 0) return ['distinct', takeAll(place.into, output.columns)]
  place.query.repeatable = false
  return ['distinct on', on.map((target) => keyOf(target, place, output))]
}

/** Null where there is no grouping. */
function groupsOf(node: Tree, place: Place, output: Output): unknown {
  const all = node.aggregate_handling === 'FORCE_AGGREGATES'
  if (!all && node.aggregate_handling !== 'STANDARD_HANDLING') unproven('an unknown grouping')
  if (all) return ['all', takeAll(place.into, output.columns)]
  const keys = treesOf(node.group_expressions)
  const sets = Array.isArray(node.group_sets) ? node.group_sets : []
  if (keys.length === 0 && sets.length === 0) return null
  return [sets, keys.map((key) => keyOf(key, place, output))]
}

function keyOf(key: Tree, place: Place, output: Output): unknown {
  const part = positionOf(key, output) ?? partAt(key, place)
  return take(place.into, part)
}

/** The column that `2` means in GROUP BY and ORDER BY; null for other expressions. */
function positionOf(expression: Tree, { columns, complete }: Output): Part | null {
  const position = integerOf(expression)
  if (position === null) return null
  const column = complete ? columns[position - 1] : undefined
  return column ?? unproven(`no column ${position}`)
}

/** `ORDER BY ALL`. */
function isAll({ class: kind, columns, expr }: Tree): boolean {
  return kind === 'STAR' && columns === true && expr === null
}
