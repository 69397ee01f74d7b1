import { spanAt } from '../../lexis/span.ts'
import type { Token } from '../../lexis/tokens.ts'
import { expressionOf, markUnproven, writePlain } from '../../query/draft.ts'
import type { Body, Cte, Expression, Groups, Item, Modifier, Order, QueryTree, Select } from '../../query/types.ts'
import type { Finds } from '../lowered.ts'
import { isTree, type Tree, textsOf, treesOf, unfamiliarIn } from '../tree.ts'
import { lowerExpression, writeAny } from './expression.ts'
import { lowerFrom } from './from.ts'

/** A query of DuckDB's while it is lowered. */
export interface Source {
  readonly text: string
  readonly tokens: readonly Token[]
  readonly offsetOf: (bytes: number) => number
  readonly finds: Finds
}

/** A query node: SELECT, set operation, with its common table expressions. Nothing in it is left out. */
export function lowerNode(node: Tree, source: Source): QueryTree {
  const declared = treesOf(isTree(node.cte_map) ? node.cte_map.map : [])
  return { ctes: declared.map((entry) => lowerCte(entry, source)), body: lowerBody(node, source) }
}

/** What is not understood, with all that can be found in it. */
export function unreadOf(tree: unknown, why: string, source: Source): { type: 'unread'; content: Expression } {
  const content = expressionOf((draft) => {
    markUnproven(draft, why)
    if (isTree(tree)) for (const member of Object.values(tree)) writeAny(member, draft, {}, source)
    else writeAny(tree, draft, {}, source)
  })
  return { type: 'unread', content }
}

/** The place of a name that the tree says is at so many bytes. */
export function nameAt(location: unknown, { text, tokens, offsetOf }: Source): { start: number; end: number } {
  return spanAt(text, tokens, offsetOf(Number(location)))
}

function lowerCte({ key, value }: Tree, source: Source): Cte {
  const body = isTree(value) ? value : {}
  const node = isTree(body.query) && isTree(body.query.node) ? body.query.node : null
  return {
    name: String(key).toLowerCase(),
    columns: textsOf(body.aliases),
    query: node === null ? { ctes: [], body: unreadOf(value, 'no query', source) } : lowerNode(node, source),
    ...(node?.type === 'RECURSIVE_CTE_NODE' ? { recursive: true } : {}),
  }
}

const selectMembers = new Set(
  'type modifiers cte_map select_list from_table where_clause group_expressions group_sets aggregate_handling having sample qualify'.split(
    ' ',
  ),
)
const setMembers = new Set('type modifiers cte_map setop_type setop_all left right children'.split(' '))
const recursiveMembers = new Set('type modifiers cte_map cte_name union_all left right aliases'.split(' '))

function lowerBody(node: Tree, source: Source): Body {
  const { left, right } = node
  const sides =
    isTree(left) && isTree(right) ? { left: lowerNode(left, source), right: lowerNode(right, source) } : null
  const modifiers = treesOf(node.modifiers).map((modifier) => lowerModifier(modifier, source))
  switch (node.type) {
    case 'SELECT_NODE':
      if (unfamiliarIn(node, selectMembers) === null) return lowerSelect(node, source)
      break
    case 'SET_OPERATION_NODE': {
      const operation = String(node.setop_type).toLowerCase()
      if (sides === null || unfamiliarIn(node, setMembers) !== null) break
      if (operation !== 'union' && operation !== 'except' && operation !== 'intersect') break
      return { type: 'set', operation, all: node.setop_all === true, ...sides, modifiers }
    }
    case 'RECURSIVE_CTE_NODE':
      if (sides === null || unfamiliarIn(node, recursiveMembers) !== null) break
      return { type: 'set', operation: 'union', all: node.union_all === true, ...sides, modifiers }
  }
  return unreadOf({ ...node, cte_map: null }, `a ${node.type}`, source)
}

function lowerSelect(node: Tree, source: Source): Select {
  const optional = (clause: unknown): Expression | null => (isTree(clause) ? lowerExpression(clause, source) : null)
  const empty = isTree(node.from_table) && node.from_table.type === 'EMPTY'
  return {
    type: 'select',
    from: empty
      ? []
      : [isTree(node.from_table) ? lowerFrom(node.from_table, source) : unreadOf(null, 'no FROM', source)],
    items: treesOf(node.select_list).map((item) => lowerItem(item, source)),
    where: optional(node.where_clause),
    groups: lowerGroups(node, source),
    having: optional(node.having),
    qualify: optional(node.qualify),
    modifiers: treesOf(node.modifiers).map((modifier) => lowerModifier(modifier, source)),
    ...(isTree(node.sample) ? { rest: JSON.stringify(node.sample), choice: true } : {}),
  }
}

function lowerItem(item: Tree, source: Source): Item {
  if (item.class === 'STAR') return lowerStar(item, source)
  const alias = String(item.alias ?? '')
  const { alias: _, ...expression } = item
  const value = lowerExpression(expression, source)
  // The engine names what has no alias after its text; only a plain column's name is sure.
  const own = item.class === 'COLUMN_REF' ? (textsOf(item.column_names).at(-1) ?? null) : null
  return { type: 'value', value, name: alias || own, alias: alias !== '' }
}

function lowerStar(star: Tree, source: Source): Item {
  const renames = treesOf(star.rename_list)
  const qualified = renames.some(
    ({ key }) => !isTree(key) || Object.entries(key).some(([member, value]) => member !== 'column' && value !== ''),
  )
  const pattern =
    star.columns === true ||
    star.expr !== null ||
    star.alias !== '' ||
    treesOf(star.qualified_exclude_list).length > 0 ||
    qualified
  const lower = (value: unknown): string => String(value).toLowerCase()
  return {
    type: 'star',
    of: star.relation_name === '' ? [] : [lower(star.relation_name)],
    exclude: textsOf(star.exclude_list).map(lower),
    replace: treesOf(star.replace_list).map(({ key, value }) => [lower(key), lowerExpression(value, source)]),
    rename: renames.map(({ key, value }) => [lower(isTree(key) ? key.column : ''), String(value)]),
    ...(pattern ? { unproven: 'columns by a pattern' } : {}),
  }
}

function lowerGroups(node: Tree, source: Source): Groups | null {
  if (node.aggregate_handling === 'FORCE_AGGREGATES') return 'all'
  const keys = Array.isArray(node.group_expressions) ? node.group_expressions : []
  const sets = Array.isArray(node.group_sets) ? node.group_sets : []
  if (keys.length === 0 && sets.length === 0) return null
  return { keys: keys.map((key) => lowerExpression(key, source)), form: JSON.stringify(sets) }
}

/** ORDER BY, DISTINCT, LIMIT, in the engine's order. */
function lowerModifier(modifier: Tree, source: Source): Modifier {
  switch (modifier.type) {
    case 'ORDER_MODIFIER':
      return { type: 'order', by: treesOf(modifier.orders).map((order) => lowerOrder(order, source)) }
    case 'DISTINCT_MODIFIER': {
      const on = Array.isArray(modifier.distinct_on_targets) ? modifier.distinct_on_targets : []
      return { type: 'distinct', on: on.map((target) => lowerExpression(target, source)) }
    }
    default: {
      const known = modifier.type === 'LIMIT_MODIFIER' || modifier.type === 'LIMIT_PERCENT_MODIFIER'
      const value = expressionOf((draft) => {
        if (!known) markUnproven(draft, `a ${modifier.type}`)
        writePlain(draft, modifier.type)
        writeAny([modifier.limit ?? null, modifier.offset ?? null], draft, {}, source)
      })
      return { type: 'limit', value }
    }
  }
}

function lowerOrder({ expression, type, null_order }: Tree, source: Source): Order {
  const star =
    isTree(expression) && expression.class === 'STAR' && expression.columns === true && expression.expr === null
  return { value: star ? 'all' : lowerExpression(expression, source), how: `${type} ${null_order}` }
}
