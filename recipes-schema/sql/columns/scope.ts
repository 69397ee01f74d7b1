import type { AliasRule, Traits } from '../dialects/traits.ts'
import type { Part } from './part.ts'
import type { Column, Relation } from './relation.ts'
import { unproven } from './unproven.ts'

/** A relation in a FROM clause. */
export interface Binding {
  /** By what columns are qualified, folded: an alias, or catalog, schema and name as written; empty: by nothing. */
  readonly path: readonly string[]
  readonly relation: Relation
  /** Its columns by folded name. */
  readonly byName: ReadonlyMap<string, readonly Column[]>
  /** True for the right side of a semi or anti join: only its condition sees it. */
  hidden: boolean
}

/** What the names in one SELECT can mean. */
export interface Scope {
  readonly bindings: Binding[]
  /** Columns that USING or NATURAL made one of: folded name to the places in `bindings`. */
  readonly merged: Map<string, readonly number[]>
  /** The aliases of the select list so far, folded. */
  readonly aliases: Map<string, Part>
  /** What the clause that is being read makes of them. */
  rule: AliasRule
  /** Names that can only be columns of relations with unknown columns: used before any alias of theirs. */
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
  return {
    bindings: [],
    merged: new Map(),
    aliases: new Map(),
    rule: 'never',
    proven: new Set(),
    aggregated: false,
    outer,
  }
}

export function bindingOf(path: readonly string[], relation: Relation, { fold }: Traits): Binding {
  const byName = new Map<string, Column[]>()
  for (const column of relation.columns) {
    if (column.name === null) continue
    const name = fold(column.name)
    byName.set(name, [...(byName.get(name) ?? []), column])
  }
  return { path, relation, byName, hidden: false }
}

/**
 * All that a possibly qualified name can mean. More than one only where relations with unknown columns are in sight, or
 * where a dialect may mean a column or an alias: then each that it could be counts. In an engine's order: columns,
 * aliases of the select list, the query around.
 */
export function find(names: readonly string[], scope: Scope, depth = 0): Found[] {
  for (let length = 1; length < Math.min(names.length, 4); length++) {
    const place = placeOf(scope, names.slice(0, length))
    if (place !== null) return columnAt(scope, place, names[length] ?? '', depth, names.slice(length + 1))
  }
  const [first = '', ...fields] = names
  const alias = scope.rule === 'never' ? undefined : scope.aliases.get(first)
  const asAlias: Found[] =
    alias === undefined ? [] : [{ at: ['alias', depth, alias.canonical, fields], part: alias, depth }]
  const certain = findCertain(first, scope, depth, fields)
  if (certain !== null) return scope.rule === 'maybe' ? [...certain, ...asAlias] : certain
  if (scope.bindings.some(({ path, relation }) => path.at(-1) === first && !isUnknown(relation)))
    unproven('a row as a value')
  const places = visible(scope).filter((place) => scope.bindings[place]?.relation.rest !== null)
  const possible = places.flatMap((place) => columnAt(scope, place, first, depth, fields))
  if (scope.rule === 'last' && scope.proven.has(first)) return possible
  possible.push(...asAlias)
  if (scope.rule === 'last' && places.length === 0 && alias !== undefined) return possible
  return scope.outer === null ? possible : [...possible, ...find(names, scope.outer, depth + 1)]
}

/** The column of this folded name of one of the relations; when it may be one that nobody knows, that too. */
export function columnAt(
  scope: Scope,
  place: number,
  name: string,
  depth = 0,
  fields: readonly string[] = [],
): Found[] {
  const binding = scope.bindings[place]
  if (binding === undefined) throw new Error(`there is no relation ${place}`)
  const named = binding.byName.get(name) ?? []
  if (named.length > 1) unproven(`${name} is ambiguous`)
  const found = named.map((part): Found => ({ at: [depth, place, part.canonical, null, fields], part, depth }))
  // What has no part of its own is told apart by its name.
  const { rest } = binding.relation
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

/** The one relation that a qualifier names; null when there is none. */
export function placeOf(scope: Scope, qualifier: readonly string[]): number | null {
  const named = ({ path }: Binding): boolean =>
    path.length >= qualifier.length &&
    path.slice(path.length - qualifier.length).every((part, index) => part === qualifier[index])
  const places = [...scope.bindings.keys()].filter((place) => {
    const binding = scope.bindings[place]
    return binding !== undefined && named(binding)
  })
  if (places.length > 1) unproven('two relations of one name')
  return places[0] ?? null
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
  return scope.bindings[place]?.byName.has(name) === true
}
