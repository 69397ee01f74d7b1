import { isAggregate, isFunction, isUnsteadyName, leavesChoice } from './functions.ts'
import { take, takeAll } from './part.ts'
import type { Place } from './query.ts'
import { find } from './scope.ts'
import { isTree, type Tree, textsOf, treesOf } from './tree.ts'
import { unproven } from './unproven.ts'

/** Classes whose members are expressions and plain values, and nothing else. */
const plain = new Set([
  'BETWEEN',
  'CASE',
  'CAST',
  'COLLATE',
  'COMPARISON',
  'CONJUNCTION',
  'CONSTANT',
  'FUNCTION',
  'OPERATOR',
])

/**
 * An expression in a form that is equal for equal meanings: names are replaced by what they stand for. What it uses goes
 * to `place.into`. Anything unfamiliar is unproven.
 */
export function canonicalOf(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((member) => canonicalOf(member, place))
  if (!isTree(value)) return value
  switch (value.class) {
    case undefined:
      return members(value, place)
    case 'COLUMN_REF':
      return columnUse(textsOf(value.column_names), place)
    case 'PARAMETER':
      place.into.parameters.add(String(value.identifier))
      return ['parameter', value.identifier]
    case 'SUBQUERY':
      return subquery(value, place)
    case 'LAMBDA':
      return lambda(value, place)
    case 'FUNCTION':
      return members(value, functionPlace(value, place))
    case 'WINDOW':
      return windowCall(value, place)
    default:
      return plain.has(String(value.class)) ? members(value, place) : unproven(`a ${value.class}`)
  }
}

/** Positions are layout; functions are called whatever the case of their names. */
function members(tree: Tree, place: Place): unknown {
  return Object.entries(tree).flatMap(([key, member]) => {
    if (key === 'query_location') return []
    return [[key, key === 'function_name' ? String(member).toLowerCase() : canonicalOf(member, place)]]
  })
}

function columnUse(names: readonly string[], place: Place): unknown {
  const found = find(names, place.scope)
  const [first = ''] = names
  const bound = place.bound?.has(first.toLowerCase()) === true
  // `current_date` and its like are written as columns.
  const unsteady = names.length === 1 && isUnsteadyName(first.toLowerCase())
  if (unsteady) place.query.repeatable = false
  if (found.length === 0 && !bound && !unsteady) unproven(`nobody has the column ${names.join('.')}`)
  const certain = found.every(({ at, depth }) => depth === 0 && at[0] !== 'alias')
  if (names.length === 1 && certain && !bound && !unsteady) place.scope.proven.add(first.toLowerCase())
  // An aggregate over columns of the query around belongs to that query.
  if (place.inAggregate === true && found.some(({ depth }) => depth > 0)) unproven('an aggregate of the query around')
  takeAll(
    place.into,
    found.map(({ part }) => part),
  )
  return [found.map(({ at }) => at), bound || place.namesFields === true || found.length === 0 ? names : []]
}

function functionPlace(call: Tree, place: Place): Place {
  const name = nameOf(call)
  if (!isFunction(name)) unproven(`the function ${name}`)
  if (leavesChoice(name)) place.query.repeatable = false
  // `struct_pack(a)` makes a field that is called a.
  if (/^(struct_|row$|union_value$)/.test(name)) return { ...place, namesFields: true }
  if (!isAggregate(name)) return place
  place.scope.aggregated = true
  return { ...place, inAggregate: true }
}

/** Among rows that are equal in the order the engine chooses, where frames go by rows; ranges and ranks treat them alike. */
function windowCall(call: Tree, place: Place): unknown {
  const name = nameOf(call)
  if (!isAggregate(name)) unproven(`the function ${name}`)
  const byRow = [call.start, call.end].some((bound) => /ROWS|GROUPS/.test(String(bound)))
  if (byRow || leavesChoice(name)) place.query.repeatable = false
  return members(call, place)
}

/** The engine's own functions have no schema, or `main`. */
function nameOf(call: Tree): string {
  const name = String(call.function_name).toLowerCase()
  const own = (call.schema === '' || call.schema === 'main') && call.catalog === ''
  return own ? name : unproven(`the function ${name} of another schema`)
}

function subquery(tree: Tree, place: Place): unknown {
  if (place.inAggregate === true) unproven('a subquery in an aggregate')
  const node = isTree(tree.subquery) ? tree.subquery.node : undefined
  if (!isTree(node)) return unproven('a subquery without a query')
  const { rows, columns } = place.query.inner(node, place.scope, place.ctes)
  return [
    'subquery',
    tree.subquery_type,
    tree.comparison_type,
    tree.child === null ? null : canonicalOf(tree.child, place),
    take(place.into, rows),
    takeAll(place.into, columns),
  ]
}

/** `x -> x + 1` and the JSON operator `payload -> 'key'` look alike, so the left side may be either. */
function lambda({ lhs, expr }: Tree, place: Place): unknown {
  const sides = [lhs, ...(isTree(lhs) ? treesOf(lhs.children) : [])].filter(isTree)
  const names = sides.flatMap((side) => textsOf(side.column_names).slice(0, 1)).map((name) => name.toLowerCase())
  const inside = { ...place, bound: new Set([...(place.bound ?? []), ...names]) }
  return ['lambda', canonicalOf(lhs, inside), canonicalOf(expr, inside)]
}
