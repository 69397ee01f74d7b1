import type { Dialect } from '../dialect.ts'

/** A column as the engine describes it. */
export interface MutableColumn {
  readonly name: string
  readonly type: string
}

/** What faults are seeded into. */
export interface Subject {
  /** The quoted relation of the node's build. */
  readonly relation: string
  readonly columns: readonly MutableColumn[]
  readonly rows: number
  readonly dialect: Dialect
  readonly seed: number
}

/** A copy of the data with one fault in it, as a query; equal seeds make equal faults. */
export interface DataMutant {
  /** The kind of fault, e.g. `null_column`. */
  readonly fault: string
  /** What was done, as a sentence's end: "1 row in 10 has no amount". */
  readonly detail: string
  readonly query: string
  /** The column that the fault is in; null for whole rows. */
  readonly column: string | null
}

/** The node's SQL with one fault in it. */
export interface SqlMutant {
  readonly fault: string
  readonly detail: string
  readonly text: string
  /** The line of the edit in the query's text, from 1. */
  readonly line: number
}

/** One kind of fault in data. */
export interface DataFault {
  readonly key: string
  readonly summary: string
  seed(subject: Subject): readonly DataMutant[]
}

export function isNumber(type: string): boolean {
  return /^(u?(tiny|small|big|huge)?int|integer|double|real|float|numeric|decimal)/i.test(type)
}

export function isTime(type: string): boolean {
  return /^(date|timestamp|datetime)/i.test(type)
}
