import { canonicalOf } from './expression.ts'
import { mergeParts, newDraft, type Part, partOf, takeAll } from './part.ts'
import type { Place } from './query.ts'
import type { Column } from './relation.ts'
import { type Binding, columnAt, type Found, visible } from './scope.ts'
import { isTree, type Tree, textsOf, treesOf } from './tree.ts'
import { unproven } from './unproven.ts'

/** The columns that a select list makes; not complete when a `*` stands for columns that nobody knows. */
export interface SelectList {
  readonly columns: readonly Column[]
  readonly complete: boolean
}

/** Each item sees the aliases before it. */
export function readSelectList(items: readonly Tree[], place: Omit<Place, 'into'>): SelectList {
  const columns: Column[] = []
  let complete = true
  for (const item of items) {
    if (item.class === 'STAR') {
      const star = readStar(item, place)
      complete &&= star.complete
      columns.push(...star.columns)
      continue
    }
    const part = partAt(item, place)
    const alias = String(item.alias ?? '')
    if (place.scope.aliases.has(alias.toLowerCase())) unproven(`two columns ${alias}`)
    if (alias !== '') place.scope.aliases.set(alias.toLowerCase(), part)
    columns.push({ ...part, name: alias || ownName(item) })
  }
  return { columns, complete }
}

/** An expression as a part of its own; its alias is a name, not a part of its value. */
export function partAt(item: Tree, place: Omit<Place, 'into'>): Part {
  const into = newDraft()
  const { alias: _, ...expression } = item
  return partOf(canonicalOf(expression, { ...place, into }), into)
}

/** The engine names what has no alias after its text; only a plain column's name is sure. */
function ownName(item: Tree): string | null {
  return item.class === 'COLUMN_REF' ? (textsOf(item.column_names).at(-1) ?? null) : null
}

function readStar(star: Tree, place: Omit<Place, 'into'>): SelectList {
  const { scope } = place
  const alias = String(star.relation_name).toLowerCase()
  if (
    star.columns === true ||
    star.expr !== null ||
    star.alias !== '' ||
    treesOf(star.qualified_exclude_list).length > 0
  )
    unproven('columns by a pattern')
  const places = visible(scope).filter((one) => alias === '' || scope.bindings[one]?.name === alias)
  if (places.length === 0 || (alias !== '' && places.length > 1)) unproven(`* of ${places.length} relations`)
  const excluded = new Set(textsOf(star.exclude_list).map((name) => name.toLowerCase()))
  const changes = changesOf(star, place)
  const complete = places.every((one) => scope.bindings[one]?.relation.complete === true)
  if (!complete && changes.size > 0) unproven('* with changes over unknown columns')
  const columns = places.flatMap((one) => {
    const binding = scope.bindings[one]
    return binding === undefined ? [] : columnsAt(binding, one, alias === '', place)
  })
  if (!complete && excluded.size > 0)
    return { columns: [{ ...mergeParts(`* without ${[...excluded].sort().join()}`, columns), name: null }], complete }
  const names = new Set(columns.map(({ name }) => name?.toLowerCase()))
  if ([...excluded, ...changes.keys()].some((name) => !names.has(name))) unproven('a change to no column')
  const kept = columns.filter(({ name }) => name === null || !excluded.has(name.toLowerCase()))
  return { columns: kept.map((column) => changes.get(column.name?.toLowerCase() ?? '')?.(column) ?? column), complete }
}

/** A relation's columns as `*` gives them: one that USING merged comes once, where it comes first. */
function columnsAt({ relation }: Binding, at: number, all: boolean, { scope }: Omit<Place, 'into'>): Column[] {
  return relation.columns.flatMap((column): Column[] => {
    const merged = all && column.name !== null ? scope.merged.get(column.name.toLowerCase()) : undefined
    if (merged?.includes(at) === true && merged[0] !== at) return []
    const places = merged?.includes(at) === true ? merged : [at]
    const name = column.name
    if (name === null) return [{ ...partAtPlaces([{ at: [0, at, column.canonical, null, []], part: column }]), name }]
    const found = places.flatMap((one) => columnAt(scope, one, name.toLowerCase()))
    return [{ ...partAtPlaces(found), name }]
  })
}

/** As the column's name would be, so that `*` and its columns written out make the same parts. */
function partAtPlaces(found: readonly Pick<Found, 'at' | 'part'>[]): Part {
  const into = newDraft()
  takeAll(
    into,
    found.map(({ part }) => part),
  )
  return partOf([found.map(({ at }) => at), []], into)
}

/** What `REPLACE` and `RENAME` do to the column of a name. */
function changesOf(star: Tree, place: Omit<Place, 'into'>): Map<string, (column: Column) => Column> {
  const changes = new Map<string, (column: Column) => Column>()
  for (const { key, value } of treesOf(star.replace_list)) {
    if (!isTree(value)) unproven('a replacement')
    else changes.set(String(key).toLowerCase(), (column) => ({ ...partAt(value, place), name: column.name }))
  }
  for (const { key, value } of treesOf(star.rename_list)) {
    if (!isTree(key) || typeof key.column !== 'string' || isQualified(key)) unproven('a renaming')
    else changes.set(key.column.toLowerCase(), (column) => ({ ...column, name: String(value) }))
  }
  return changes
}

function isQualified(key: Tree): boolean {
  return Object.entries(key).some(([member, value]) => member !== 'column' && value !== '')
}
