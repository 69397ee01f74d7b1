import { mergeParts, type Part, partOf } from './part.ts'

export interface Column extends Part {
  /** As the catalog has it; null when only the engine knows it, or when it stands for columns that nobody knows. */
  readonly name: string | null
}

/** A relation of a query: one that it reads, a common table expression, a subquery. */
export interface Relation {
  /** Which rows there are. */
  readonly rows: Part
  readonly columns: readonly Column[]
  /** True when each of `columns` is one column and there are no others. */
  readonly complete: boolean
  /** What a name stands for that is none of the columns'; null when it can be none. */
  readonly rest: Part | null
}

export function relationOf(rows: Part, columns: readonly Column[], complete: boolean): Relation {
  const nameless = columns.filter((column) => column.name === null)
  return { rows, columns, complete, rest: nameless.length === 0 ? null : mergeParts('rest', nameless) }
}

/** A relation that the query reads. `written` is its name in the query; unknown columns count as one that has it all. */
export function readRelation(read: number, written: readonly unknown[], names: readonly string[] | null): Relation {
  const part = (label: string, name: string | null, takes: Set<string> | null): Column => ({
    name,
    ...partOf([label, written, name?.toLowerCase()], { reads: new Map([[read, takes]]), parameters: new Set() }),
  })
  const columns = names?.map((name) => part('column', name, new Set([name.toLowerCase()])))
  return relationOf(part('rows', null, new Set()), columns ?? [part('all', null, null)], columns !== undefined)
}

/** The same relation under `AS t(a, b)`; null when it is not known which columns get the names. */
export function renamed(relation: Relation, names: readonly string[]): Relation | null {
  if (names.length === 0) return relation
  if (!relation.complete || names.length > relation.columns.length) return null
  const columns = relation.columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }))
  return relationOf(relation.rows, columns, true)
}

/** The names of all columns; null when not all are known, or when two are the same. */
export function namesOf({ columns, complete }: Relation): string[] | null {
  const names = columns.flatMap(({ name }) => (name === null ? [] : [name]))
  const differ = new Set(names.map((name) => name.toLowerCase())).size === columns.length
  return complete && differ ? names : null
}
