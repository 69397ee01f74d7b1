import type { ColumnUse, Expression, Use } from '../query/types.ts'
import { newDraft, type Part, partOf, take, takeAll } from './part.ts'
import type { Place } from './place.ts'
import { readQuery } from './query.ts'
import { type Found, find } from './scope.ts'
import { unproven } from './unproven.ts'

/**
 * An expression in a form that is equal for equal meanings: names are replaced by what they stand for. What it uses goes
 * to `place.into`.
 */
export function meaningOf(expression: Expression, place: Place): unknown {
  const { form, uses, choice, aggregate, unproven: why } = expression
  if (why !== undefined) unproven(why)
  if (choice === true) place.analysis.repeatable = false
  if (aggregate === true) place.scope.aggregated = true
  return [form, uses.map((use) => useOf(use, place))]
}

/** An expression as a part of its own. */
export function partAt(expression: Expression, place: Omit<Place, 'into'>): Part {
  const into = newDraft()
  return partOf(meaningOf(expression, { ...place, into }), into)
}

/** What a column and nothing else is, at the places where it was found: the same as `meaningOf` makes of its name. */
export function partAtPlaces(found: readonly Pick<Found, 'at' | 'part'>[]): Part {
  const into = newDraft()
  for (const { part } of found) take(into, part)
  return partOf(['?', [[found.map(({ at }) => at), []]]], into)
}

function useOf(use: Use, place: Place): unknown {
  if ('column' in use) return columnUse(use, place)
  if ('parameter' in use) {
    place.into.parameters.add(use.parameter)
    return ['parameter', use.parameter]
  }
  if ('from' in use) return unproven('a relation in an expression')
  const { rows, columns } = readQuery(use.query, place.scope, place.ctes, place.analysis)
  return ['query', take(place.into, rows), takeAll(place.into, columns)]
}

function columnUse({ column, written = column, aggregated, bound, field, moment }: ColumnUse, place: Place): unknown {
  const found = find(column, place.scope)
  const [first = ''] = column
  if (moment) place.analysis.repeatable = false
  if (found.length === 0 && !bound && !moment) unproven(`nobody has the column ${written.join('.')}`)
  const certain = found.every(({ at, depth }) => depth === 0 && at[0] !== 'alias')
  if (column.length === 1 && certain && !bound && !moment) place.scope.proven.add(first)
  // An aggregate over columns of the query around belongs to that query.
  if (aggregated && found.some(({ depth }) => depth > 0)) unproven('an aggregate of the query around')
  for (const { part } of found) take(place.into, part)
  return [found.map(({ at }) => at), bound || field || found.length === 0 ? written : []]
}
