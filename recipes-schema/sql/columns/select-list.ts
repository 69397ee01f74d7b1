import type { Item, Star } from '../query/types.ts'
import { mergeParts, type Part } from './part.ts'
import type { Place } from './place.ts'
import type { Column } from './relation.ts'
import { type Binding, columnAt, placeOf, visible } from './scope.ts'
import { unproven } from './unproven.ts'
import { partAt, partAtPlaces } from './value.ts'

/** The columns that a select list makes; not complete when a `*` stands for columns that nobody knows. */
export interface Output {
  readonly columns: readonly Column[]
  readonly complete: boolean
  /** What ORDER BY calls them, folded; null for a name of two. */
  readonly named: ReadonlyMap<string, Part | null>
}

type Where = Omit<Place, 'into'>
type Columns = Omit<Output, 'named'>

/** Each item sees the aliases before it, where the dialect has it so. */
export function readSelectList(items: readonly Item[], place: Where): Output {
  const { analysis } = place
  const { fold } = analysis.traits
  const { aliases } = place.scope
  const columns: Column[] = []
  const named = new Map<string, Part | null>()
  let complete = true
  for (const item of items) {
    if (item.type === 'star') {
      const star = readStar(item, place)
      complete &&= star.complete
      columns.push(...star.columns)
      continue
    }
    const { name } = item
    const part = partAt(item.value, place)
    columns.push({ ...part, name })
    if (name === null) continue
    const folded = fold(name)
    const twin = named.get(folded)
    named.set(folded, twin === undefined || twin?.canonical === part.canonical ? part : null)
    const before = aliases.get(folded)
    if (item.alias && before !== undefined) unproven(`two columns ${name}`)
    // Where it is not sure what a name means, that of a column without an alias counts, too.
    if (item.alias || analysis.traits.aliases.keys === 'maybe')
      aliases.set(folded, before === undefined ? part : mergeParts('either', [before, part]))
  }
  return { columns, complete, named }
}

function readStar(star: Star, place: Where): Columns {
  const { scope, analysis } = place
  const { fold } = analysis.traits
  if (star.unproven !== undefined) unproven(star.unproven)
  const places = star.of.length === 0 ? visible(scope) : [placeOf(scope, star.of)].filter((one) => one !== null)
  if (places.length === 0) unproven(`* of nothing`)
  const excluded = new Set(star.exclude)
  const changes = changesOf(star, place)
  const complete = places.every((one) => scope.bindings[one]?.relation.complete === true)
  if (!complete && changes.size > 0) unproven('* with changes over unknown columns')
  const columns = places.flatMap((one) => {
    const binding = scope.bindings[one]
    return binding === undefined ? [] : columnsAt(binding, one, star.of.length === 0, place)
  })
  if (!complete && excluded.size > 0)
    return { columns: [{ ...mergeParts(`* without ${[...excluded].sort().join()}`, columns), name: null }], complete }
  const names = new Set(columns.map(({ name }) => (name === null ? null : fold(name))))
  if ([...excluded, ...changes.keys()].some((name) => !names.has(name))) unproven('a change to no column')
  const kept = columns.filter(({ name }) => name === null || !excluded.has(fold(name)))
  const changed = kept.map((column) => changes.get(fold(column.name ?? ''))?.(column) ?? column)
  return { columns: inOrder(changed, complete, star.of.length === 0, place), complete }
}

/** A relation's columns as `*` gives them: one that USING merged comes once, where it comes first. */
function columnsAt({ relation }: Binding, at: number, all: boolean, { scope, analysis }: Where): Column[] {
  return relation.columns.flatMap((column): Column[] => {
    const folded = column.name === null ? null : analysis.traits.fold(column.name)
    const merged = all && folded !== null ? scope.merged.get(folded) : undefined
    if (merged?.includes(at) === true && merged[0] !== at) return []
    const places = merged?.includes(at) === true ? merged : [at]
    const name = column.name
    if (folded === null) return [{ ...partAtPlaces([{ at: [0, at, column.canonical, null, []], part: column }]), name }]
    return [{ ...partAtPlaces(places.flatMap((one) => columnAt(scope, one, folded))), name }]
  })
}

/** Standard SQL gives the columns of USING before the others, DuckDB where they stand; of some dialects it is not sure. */
function inOrder(columns: readonly Column[], complete: boolean, all: boolean, { scope, analysis }: Where): Column[] {
  const { traits } = analysis
  const using = all ? [...scope.merged.keys()] : []
  const isMerged = ({ name }: Column): boolean => name !== null && using.includes(traits.fold(name))
  const standing = [...columns]
  if (using.length === 0 || traits.using === 'in place') return standing
  if (!complete) return unproven('* over USING and unknown columns')
  const rank = (column: Column): number =>
    isMerged(column) ? using.indexOf(traits.fold(column.name ?? '')) : using.length
  const first = [...columns].sort((one, other) => rank(one) - rank(other))
  const same = first.every((column, index) => column === standing[index])
  return same || traits.using === 'first' ? first : unproven('* over USING')
}

/** What `REPLACE` and `RENAME` do to the column of a name. */
function changesOf(star: Star, place: Where): Map<string, (column: Column) => Column> {
  const changes = new Map<string, (column: Column) => Column>()
  for (const [name, value] of star.replace)
    changes.set(name, (column) => ({ ...partAt(value, place), name: column.name }))
  for (const [name, to] of star.rename) changes.set(name, (column) => ({ ...column, name: to }))
  return changes
}
