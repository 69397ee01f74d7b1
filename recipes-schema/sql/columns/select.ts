import type { Expression, Groups, Modifier, Order, Select } from '../query/types.ts'
import { readFrom } from './from.ts'
import { newDraft, type Part, partOf, take, takeAll } from './part.ts'
import type { Analysis, Ctes, Place } from './place.ts'
import { type Column, type Relation, relationOf } from './relation.ts'
import { newScope, type Scope } from './scope.ts'
import { type Output, readSelectList } from './select-list.ts'
import { unproven } from './unproven.ts'
import { meaningOf, partAt } from './value.ts'

/** A SELECT: its columns, and what decides its rows. */
export function readSelect(body: Select, outer: Scope | null, ctes: Ctes, analysis: Analysis): Relation {
  const rows = newDraft()
  const scope = newScope(outer)
  const { aliases } = analysis.traits
  const place: Place = { analysis, scope, ctes, into: rows }
  const optional = (clause: Expression | null): unknown => (clause === null ? null : meaningOf(clause, place))
  const from = body.from.map((item) => readFrom(item, place))
  scope.rule = aliases.items
  const output = readSelectList(body.items, place)
  scope.rule = aliases.filters
  const where = optional(body.where)
  scope.rule = aliases.keys
  const groups = groupsOf(body.groups, place, output)
  const clauses = [optional(body.having), optional(body.qualify)]
  if (body.choice === true) analysis.repeatable = false
  // Without groups an aggregate makes one row of all; with groups it changes no row.
  const single = groups === null && scope.aggregated
  const modifiers = modifiersOf(body.modifiers, place, output)
  const value = ['select', from, where, groups, single, clauses, body.rest ?? null, modifiers]
  return relationOf(partOf(value, rows), output.columns, output.complete)
}

/** ORDER BY, DISTINCT, LIMIT, in the engine's order: they decide which rows there are, and how they follow. */
export function modifiersOf(modifiers: readonly Modifier[], place: Place, output: Output): unknown {
  place.scope.rule = place.analysis.traits.aliases.keys
  return modifiers.map((modifier): unknown => {
    switch (modifier.type) {
      case 'order':
        return ['order', modifier.by.map((order) => orderOf(order, place, output))]
      case 'distinct':
        return distinctOf(modifier.on, place, output)
      default:
        place.analysis.repeatable = false
        return ['limit', meaningOf(modifier.value, place)]
    }
  })
}

function orderOf({ value, how }: Order, place: Place, output: Output): unknown {
  if (value === 'all') return [how, takeAll(place.into, output.columns)]
  const part = namedOf(value, output) ?? positionOf(value, output)
  return [how, part === null ? meaningOf(value, place) : take(place.into, part)]
}

/** Here an output's name goes before a column. */
function namedOf({ bare, uses: [use] }: Expression, { named }: Output): Part | null {
  if (bare !== true || use === undefined || !('column' in use) || use.column.length > 1) return null
  const part = named.get(use.column[0] ?? '')
  return part === null ? unproven('an order by one of two columns') : (part ?? null)
}

function distinctOf(on: readonly Expression[], place: Place, output: Output): unknown {
  if (on.length === 0) return ['distinct', takeAll(place.into, output.columns)]
  place.analysis.repeatable = false
  return ['distinct on', on.map((target) => keyOf(target, place, output))]
}

/** Null where there is no grouping. */
function groupsOf(groups: Groups | null, place: Place, output: Output): unknown {
  if (groups === null) return null
  if (groups === 'all') return ['all', takeAll(place.into, output.columns)]
  return [groups.form, groups.keys.map((key) => keyOf(key, place, output))]
}

function keyOf(key: Expression, place: Place, output: Output): unknown {
  return take(place.into, positionOf(key, output) ?? partAt(key, place))
}

/** The column that `2` means in GROUP BY and ORDER BY; null for other expressions. */
function positionOf({ position }: Expression, { columns, complete }: Output): Column | null {
  if (position === undefined) return null
  const column = complete ? columns[position - 1] : undefined
  return column ?? unproven(`no column ${position}`)
}
