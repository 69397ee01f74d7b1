import type { Part } from './part.ts'
import type { Relation } from './relation.ts'
import { unproven } from './unproven.ts'

/** A relation in a FROM clause, under the name by which columns are qualified. */
export interface Binding {
  readonly schema: string | null
  readonly name: string | null
  readonly relation: Relation
  /** True for the right side of a semi or anti join: only its condition sees it. */
  hidden: boolean
}

/** What the names in one SELECT can mean. */
export interface Scope {
  readonly bindings: Binding[]
  /** Columns that USING or NATURAL made one of: lower-case name to the places in `bindings`. */
  readonly merged: Map<string, readonly number[]>
  /** The aliases of the select list so far, in lower case. */
  readonly aliases: Map<string, Part>
  /** Names that can only be columns of relations with unknown columns, in lower case: used before any alias of theirs. */
  readonly proven: Set<string>
  /** True when an aggregate function makes one row of all. */
  aggregated: boolean
  /** The query around it, whose columns a correlated subquery may use. */
  readonly outer: Scope | null
}

/** What a name may mean: where it was found, in a form that does not depend on aliases, and what it takes in. */
export interface Found {
  readonly at: readonly unknown[]
  readonly part: Part
  /** How many queries further out; 0 is the query itself. */
  readonly depth: number
}

export function newScope(outer: Scope | null): Scope {
  return { bindings: [], merged: new Map(), aliases: new Map(), proven: new Set(), aggregated: false, outer }
}

/**
 * All that a possibly qualified name can mean. More than one only where relations with unknown columns are in sight:
 * then each that it could be counts. In an engine's order: columns, aliases of the select list, the query around.
 */
export function find(names: readonly string[], scope: Scope, depth = 0): Found[] {
  const [first = '', second = '', third] = names.map((name) => name.toLowerCase())
  if (names.length > 1) {
    const place = placeOf(scope, (binding) => binding.name === first)
    if (place !== null) return columnAt(scope, place, second, depth, names.slice(2))
    const qualified = placeOf(scope, (binding) => binding.schema === first && binding.name === second)
    if (qualified !== null && third !== undefined) return columnAt(scope, qualified, third, depth, names.slice(3))
  }
  const fields = names.slice(1)
  const certain = findCertain(first, scope, depth, fields)
  if (certain !== null) return certain
  if (scope.bindings.some((binding) => binding.name === first && !isUnknown(binding.relation)))
    unproven('a row as a value')
  const places = visible(scope).filter((place) => scope.bindings[place]?.relation.rest !== null)
  const possible = places.flatMap((place) => columnAt(scope, place, first, depth, fields))
  if (scope.proven.has(first)) return possible
  const alias = scope.aliases.get(first)
  if (alias !== undefined) possible.push({ at: ['alias', depth, alias.canonical, fields], part: alias, depth })
  if (places.length === 0 && alias !== undefined) return possible
  return scope.outer === null ? possible : [...possible, ...find(names, scope.outer, depth + 1)]
}

/** The column of this name of one of the relations; when it may be one that nobody knows, that too. */
export function columnAt(
  scope: Scope,
  place: number,
  name: string,
  depth = 0,
  fields: readonly string[] = [],
): Found[] {
  const relation = scope.bindings[place]?.relation
  if (relation === undefined) throw new Error(`there is no relation ${place}`)
  const named = relation.columns.filter((column) => column.name?.toLowerCase() === name)
  if (named.length > 1) unproven(`${name} is ambiguous`)
  const found = named.map((part): Found => ({ at: [depth, place, part.canonical, null, fields], part, depth }))
  // What has no part of its own is told apart by its name.
  const { rest } = relation
  if (rest !== null) found.push({ at: [depth, place, rest.canonical, name, fields], part: rest, depth })
  return found.length > 0 ? found : unproven(`there is no column ${name}`)
}

/** Where a column that USING names comes from, among the relations from one place on and before another. */
export function placesOf(scope: Scope, name: string, from: number, to: number): readonly number[] {
  const within = (place: number): boolean => place >= from && place < to
  const merged = scope.merged.get(name)?.filter(within) ?? []
  if (merged.length > 0) return merged
  const places = visible(scope).filter(within)
  const holders = places.filter((place) => holds(scope, place, name))
  const found = holders.length > 0 ? holders : places.filter((place) => scope.bindings[place]?.relation.rest !== null)
  return found.length === 1 ? found : unproven(`${name} is of ${found.length} relations`)
}

/** The places of the relations whose columns can be named. */
export function visible({ bindings }: Scope): number[] {
  return [...bindings.keys()].filter((place) => bindings[place]?.hidden === false)
}

function findCertain(name: string, scope: Scope, depth: number, fields: readonly string[]): Found[] | null {
  const merged = scope.merged.get(name)
  if (merged !== undefined) return merged.flatMap((place) => columnAt(scope, place, name, depth, fields))
  const holders = visible(scope).filter((place) => holds(scope, place, name))
  if (holders.length > 1) unproven(`${name} is ambiguous`)
  return holders[0] === undefined ? null : columnAt(scope, holders[0], name, depth, fields)
}

function isUnknown({ columns, complete }: Relation): boolean {
  return !complete && columns.every(({ name }) => name === null)
}

function holds(scope: Scope, place: number, name: string): boolean {
  return scope.bindings[place]?.relation.columns.some((column) => column.name?.toLowerCase() === name) === true
}

function placeOf(scope: Scope, matches: (binding: Binding) => boolean): number | null {
  const places = [...scope.bindings.keys()].filter((place) => {
    const binding = scope.bindings[place]
    return binding !== undefined && matches(binding)
  })
  if (places.length > 1) unproven('two relations of one name')
  return places[0] ?? null
}
