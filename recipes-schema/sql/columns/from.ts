import type { From, Join, Table } from '../query/types.ts'
import { mergeParts, newDraft, partOf, take, takeAll } from './part.ts'
import type { Place } from './place.ts'
import { readQuery } from './query.ts'
import { type Relation, relationOf, renamed } from './relation.ts'
import { bindingOf, columnAt, placesOf, visible } from './scope.ts'
import { unproven } from './unproven.ts'
import { meaningOf } from './value.ts'

/** Brings what an item of FROM names into the scope; gives how it is put together, for the rows. */
export function readFrom(item: From, place: Place): unknown {
  if (item.type === 'unread') return unproven(item.content.unproven ?? 'what is not understood')
  if (item.choice === true) place.analysis.repeatable = false
  if (item.type === 'join') return readJoin(item, place)
  const relation = relationAt(item, place)
  const { alias, columns, rest = null } = item
  // A table function's column aliases name what is unknown anyway.
  const bound = renamed(relation, item.type === 'function' ? [] : columns)
  const path = alias !== null ? [alias] : item.type === 'table' ? item.names : []
  place.scope.bindings.push(
    bindingOf(path, bound ?? unproven('column aliases over unknown columns'), place.analysis.traits),
  )
  return [item.type, rest, take(place.into, relation.rows)]
}

function relationAt(item: Exclude<From, Join | { type: 'unread' }>, place: Place): Relation {
  const { scope, ctes, analysis } = place
  switch (item.type) {
    case 'table':
      return tableOf(item, place)
    case 'query':
      return readQuery(item.query, item.lateral ? scope : scope.outer, ctes, analysis)
    case 'values': {
      const draft = newDraft()
      const rows = partOf(['values', meaningOf(item.value, { ...place, into: draft })], draft)
      const columns = item.names.map((name, index) => ({ ...partOf(['value', index], newDraft()), name }))
      return relationOf(rows, columns, true)
    }
    case 'function': {
      const draft = newDraft()
      const rows = partOf(['table function', meaningOf(item.value, { ...place, into: draft })], draft)
      return relationOf(rows, [{ ...mergeParts('of', [rows]), name: null }], false)
    }
  }
}

function tableOf(table: Table, { analysis, ctes }: Place): Relation {
  if (table.unproven !== undefined) unproven(table.unproven)
  const read = analysis.readAt(table)
  if (read !== null) return read
  const cte = table.names.length === 1 ? ctes.get(table.names[0] ?? '') : undefined
  return cte ?? unproven(`the relation ${table.names.join('.')}`)
}

function readJoin(join: Join, place: Place): unknown {
  const { scope, into } = place
  const start = scope.bindings.length
  const left = join.left.map((item) => readFrom(item, place))
  const middle = scope.bindings.length
  const right = join.right.map((item) => readFrom(item, place))
  const end = scope.bindings.length
  const names = join.natural ? commonNames(place, start, middle) : join.using
  const using = names.map((name) => {
    const [ours, theirs] = [placesOf(scope, name, start, middle), placesOf(scope, name, middle, end)]
    const found = [...ours, ...theirs].flatMap((one) => columnAt(scope, one, name))
    const parts = takeAll(
      into,
      found.map(({ part }) => part),
    )
    scope.merged.set(name, join.half ? ours : [...ours, ...theirs])
    return [ours, theirs, parts]
  })
  const condition = join.on === null ? null : meaningOf(join.on, place)
  for (const binding of join.half ? scope.bindings.slice(middle, end) : []) binding.hidden = true
  return [join.kind, left, right, condition, using]
}

/** The columns that a NATURAL join compares: only known schemas tell. */
function commonNames({ scope, analysis }: Place, start: number, middle: number): string[] {
  const namesFrom = (from: number, to: number): string[] =>
    visible(scope)
      .filter((one) => one >= from && one < to)
      .flatMap((one) => {
        const relation = scope.bindings[one]?.relation
        if (relation === undefined || relation.rest !== null) return unproven('a NATURAL join of unknown columns')
        return relation.columns.map(({ name }) => analysis.traits.fold(String(name)))
      })
  const right = new Set(namesFrom(middle, scope.bindings.length))
  return [...new Set(namesFrom(start, middle))].filter((name) => right.has(name))
}
