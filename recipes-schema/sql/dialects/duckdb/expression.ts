import {
  type Draft,
  expressionOf,
  markUnproven,
  type Within,
  writeColumn,
  writeNode,
  writePlain,
  writeUse,
} from '../../query/draft.ts'
import type { Expression } from '../../query/types.ts'
import { isTree, type Tree, textsOf, treesOf } from '../tree.ts'
import { fromTypes, lowerFrom } from './from.ts'
import { isAggregate, isFunction, isUnsteadyName, leavesChoice } from './functions.ts'
import { lowerNode, type Source } from './query.ts'

/** Classes whose members are expressions and plain values, and nothing else. */
const plain = new Set('BETWEEN CASE CAST COLLATE COMPARISON CONJUNCTION CONSTANT FUNCTION OPERATOR'.split(' '))

export function lowerExpression(value: unknown, source: Source): Expression {
  return expressionOf((draft) => writeAny(value, draft, {}, source), isTree(value) ? integerOf(value) : null)
}

/** Writes a tree of DuckDB's into an expression; what is unfamiliar makes it unproven, and is looked through all the same. */
export function writeAny(value: unknown, draft: Draft, within: Within, source: Source): void {
  if (isTree(value)) writeTree(value, draft, within, source)
  else if (Array.isArray(value)) {
    writeNode(draft, 'list', () => {
      for (const one of value) writeAny(one, draft, within, source)
    })
  } else writePlain(draft, value)
}

function writeTree(tree: Tree, draft: Draft, within: Within, source: Source): void {
  const type = String(tree.type)
  if (tree.class === 'COLUMN_REF') writeName(textsOf(tree.column_names), draft, within)
  else if (tree.class === 'PARAMETER') writeUse(draft, { parameter: String(tree.identifier) })
  else if (tree.class === 'SUBQUERY') writeSubquery(tree, draft, within, source)
  else if (tree.class === 'LAMBDA') writeLambda(tree, draft, within, source)
  else if (tree.class === 'FUNCTION') writeMembers(tree, draft, functionWithin(tree, draft, within), source)
  else if (tree.class === undefined && /_NODE$/.test(type)) {
    markUnproven(draft, `a ${type} in an expression`)
    writeUse(draft, { query: lowerNode(tree, source) })
  } else if (tree.class === undefined && fromTypes.has(type)) {
    markUnproven(draft, `a ${type} in an expression`)
    writeUse(draft, { from: lowerFrom(tree, source) })
  } else {
    if (tree.class === 'WINDOW') markWindow(tree, draft)
    else if (tree.class !== undefined && !plain.has(String(tree.class))) markUnproven(draft, `a ${tree.class}`)
    writeMembers(tree, draft, within, source)
  }
}

/** Positions are layout; functions are called whatever the case of their names. */
function writeMembers(tree: Tree, draft: Draft, within: Within, source: Source): void {
  writeNode(draft, 'node', () => {
    for (const [key, member] of Object.entries(tree)) {
      if (key === 'query_location') continue
      writePlain(draft, key)
      if (key === 'function_name') writePlain(draft, String(member).toLowerCase())
      else writeAny(member, draft, within, source)
    }
  })
}

function writeName(names: readonly string[], draft: Draft, within: Within): void {
  const folded = names.map((name) => name.toLowerCase())
  // `current_date` and its like are written as columns, and so is where a row happens to be.
  if (folded.at(-1) === 'rowid') draft.choice = true
  writeColumn(draft, names, folded, within, names.length === 1 && isUnsteadyName(folded[0] ?? ''))
}

function functionWithin(call: Tree, draft: Draft, within: Within): Within {
  const name = nameOf(call, draft)
  if (!isFunction(name)) markUnproven(draft, `the function ${name}`)
  if (leavesChoice(name)) draft.choice = true
  // `struct_pack(a)` makes a field that is called a.
  if (/^(struct_|row$|union_value$)/.test(name)) return { ...within, field: true }
  if (!isAggregate(name)) return within
  draft.aggregate = true
  return { ...within, aggregate: true }
}

/** Among rows that are equal in the order the engine chooses, where frames go by rows; ranges and ranks treat them alike. */
function markWindow(call: Tree, draft: Draft): void {
  const name = nameOf(call, draft)
  if (!isAggregate(name)) markUnproven(draft, `the function ${name}`)
  const byRow = [call.start, call.end].some((bound) => /ROWS|GROUPS/.test(String(bound)))
  if (byRow || leavesChoice(name)) draft.choice = true
}

/** The engine's own functions have no schema, or `main`. */
function nameOf(call: Tree, draft: Draft): string {
  const name = String(call.function_name).toLowerCase()
  const own = (call.schema === '' || call.schema === 'main') && call.catalog === ''
  if (!own) markUnproven(draft, `the function ${name} of another schema`)
  return name
}

function writeSubquery(tree: Tree, draft: Draft, within: Within, source: Source): void {
  if (within.aggregate === true) markUnproven(draft, 'a subquery in an aggregate')
  const node = isTree(tree.subquery) ? tree.subquery.node : undefined
  if (!isTree(node)) markUnproven(draft, 'a subquery without a query')
  writeNode(draft, `subquery ${tree.subquery_type} ${tree.comparison_type}`, () => {
    writeAny(tree.child ?? null, draft, within, source)
    if (isTree(node)) writeUse(draft, { query: lowerNode(node, source) })
    else writeAny(tree.subquery, draft, within, source)
  })
}

/** `x -> x + 1` and the JSON operator `payload -> 'key'` look alike, so the left side may be either. */
function writeLambda({ lhs, expr }: Tree, draft: Draft, within: Within, source: Source): void {
  const sides = [lhs, ...(isTree(lhs) ? treesOf(lhs.children) : [])].filter(isTree)
  const names = sides.flatMap((side) => textsOf(side.column_names).slice(0, 1)).map((name) => name.toLowerCase())
  const inside = { ...within, bound: new Set([...(within.bound ?? []), ...names]) }
  writeNode(draft, 'lambda', () => {
    writeAny(lhs, draft, inside, source)
    writeAny(expr, draft, inside, source)
  })
}

/** An integer literal, as in `ORDER BY 2`; else null. */
function integerOf({ class: kind, value }: Tree): number | null {
  const integer = kind === 'CONSTANT' && isTree(value) && isTree(value.type) && /INT/.test(String(value.type.id))
  return integer && typeof value.value === 'number' ? value.value : null
}
