import { canonicalOf } from './expression.ts'
import { isTableFunction } from './functions.ts'
import { mergeParts, newDraft, partOf, take, takeAll } from './part.ts'
import type { Place } from './query.ts'
import { type Relation, relationOf, renamed } from './relation.ts'
import { columnAt, placesOf, visible } from './scope.ts'
import { isTree, type Tree, textsOf } from './tree.ts'
import { unproven } from './unproven.ts'

/** Brings what FROM names into the scope; gives how it is put together, for the rows. */
export function readFrom(from: unknown, place: Place): unknown {
  if (!isTree(from)) return unproven('no FROM')
  const sample = from.sample ?? null
  if (sample !== null) place.query.repeatable = false
  return [from.type, sample, readItem(from, place)]
}

function readItem(from: Tree, place: Place): unknown {
  switch (from.type) {
    case 'EMPTY':
      return null
    case 'BASE_TABLE':
      return bind(from, tableOf(from, place), place, String(from.table_name))
    case 'SUBQUERY':
      return bind(from, subqueryOf(from, place), place, '')
    case 'EXPRESSION_LIST':
      return bind(from, valuesOf(from, place), place, '')
    case 'TABLE_FUNCTION':
      return bind(from, functionOf(from, place), place, '')
    case 'JOIN':
      return readJoin(from, place)
    default:
      return unproven(`a ${from.type} in FROM`)
  }
}

function bind(from: Tree, relation: Relation, { scope, into }: Place, name: string): unknown {
  // A table function's column aliases name what is unknown anyway.
  const names = from.type === 'TABLE_FUNCTION' ? [] : textsOf(from.column_name_alias)
  const bound = renamed(relation, names) ?? unproven('column aliases over unknown columns')
  const alias = String(from.alias || name).toLowerCase()
  const schema = from.alias ? '' : String(from.schema_name ?? '').toLowerCase()
  scope.bindings.push({ schema: schema || null, name: alias || null, relation: bound, hidden: false })
  return take(into, bound.rows)
}

function tableOf(table: Tree, { query, ctes }: Place): Relation {
  if (table.catalog_name !== '' || table.at_clause !== null) unproven('a table of another catalog or time')
  const cte = table.schema_name === '' ? ctes.get(String(table.table_name).toLowerCase()) : undefined
  const read = query.readAt(table)
  if (cte !== undefined && read === null) return cte
  return cte === undefined && read !== null ? read : unproven(`the relation ${table.table_name}`)
}

/** A subquery may use the columns of what stands before it, as if LATERAL were written. */
function subqueryOf(from: Tree, { query, scope, ctes }: Place): Relation {
  const node = isTree(from.subquery) ? from.subquery.node : undefined
  return isTree(node) ? query.inner(node, scope, ctes) : unproven('a subquery without a query')
}

function valuesOf(from: Tree, place: Place): Relation {
  const draft = newDraft()
  const list = canonicalOf(from.values, { ...place, into: draft })
  const rows = partOf(['values', list], draft)
  const [first] = Array.isArray(list) ? list : []
  if (!Array.isArray(first)) return unproven('VALUES without a row')
  const columns = first.map((_, index) => ({ ...partOf(['value', index], newDraft()), name: `col${index}` }))
  return relationOf(rows, columns, true)
}

function functionOf(from: Tree, place: Place): Relation {
  const call = from.function
  if (!isTree(call) || !isTableFunction(String(call.function_name).toLowerCase())) return unproven('a table function')
  const draft = newDraft()
  const value = canonicalOf([call.children, from.with_ordinality], { ...place, into: draft })
  const rows = partOf(['table function', String(call.function_name).toLowerCase(), value], draft)
  return relationOf(rows, [{ ...mergeParts('of', [rows]), name: null }], false)
}

function readJoin(join: Tree, place: Place): unknown {
  const { scope, query, into } = place
  const kind = String(join.join_type)
  const how = String(join.ref_type)
  if (!['INNER', 'LEFT', 'RIGHT', 'FULL', 'SEMI', 'ANTI'].includes(kind)) unproven(`a ${kind} join`)
  if (!['REGULAR', 'NATURAL', 'CROSS', 'ASOF'].includes(how)) unproven(`a ${how} join`)
  // Of several rows that are equally near, the engine takes one.
  if (how === 'ASOF') query.repeatable = false
  const start = scope.bindings.length
  const left = readFrom(join.left, place)
  const middle = scope.bindings.length
  const right = readFrom(join.right, place)
  const end = scope.bindings.length
  const names = how === 'NATURAL' ? commonNames(place, start, middle) : textsOf(join.using_columns)
  const half = kind === 'SEMI' || kind === 'ANTI'
  const using = names
    .map((name) => name.toLowerCase())
    .map((name) => {
      const [ours, theirs] = [placesOf(scope, name, start, middle), placesOf(scope, name, middle, end)]
      const found = [...ours, ...theirs].flatMap((one) => columnAt(scope, one, name))
      const parts = takeAll(
        into,
        found.map(({ part }) => part),
      )
      scope.merged.set(name, half ? ours : [...ours, ...theirs])
      return [ours, theirs, parts]
    })
  const condition = join.condition === null ? null : canonicalOf(join.condition, place)
  for (const binding of half ? scope.bindings.slice(middle, end) : []) binding.hidden = true
  return [kind, how, left, right, condition, using]
}

/** The columns that a NATURAL join compares: only known schemas tell. */
function commonNames({ scope }: Place, start: number, middle: number): string[] {
  const namesFrom = (from: number, to: number): string[] =>
    visible(scope)
      .filter((one) => one >= from && one < to)
      .flatMap((one) => {
        const relation = scope.bindings[one]?.relation
        if (relation === undefined || relation.rest !== null) return unproven('a NATURAL join of unknown columns')
        return relation.columns.map(({ name }) => String(name).toLowerCase())
      })
  const right = new Set(namesFrom(middle, scope.bindings.length))
  return [...new Set(namesFrom(start, middle))].filter((name) => right.has(name))
}
