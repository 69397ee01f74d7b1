import { quoteName } from '../../../recipes-schema/sql/rewrite.ts'
import type { CommonColumn } from './columns.ts'
import type { DiffDialect } from './dialects/dialect.ts'

export type SideName = 'production' | 'kitchen'

/** One of the two relations: all of it, or the rows that the other side can have as well. */
export interface Side {
  readonly relation: string
  /** A condition on its rows; null: all of them. */
  readonly where: string | null
}

/** Two relations and how their rows are compared: what all the SQL of a diff is made from. */
export interface Comparison {
  readonly dialect: DiffDialect
  readonly production: Side
  readonly kitchen: Side
  /** The columns that pair rows; empty: whole rows are compared. */
  readonly key: readonly CommonColumn[]
  /** The other columns that both sides have. */
  readonly values: readonly CommonColumn[]
  /** Floats are equal when they differ by at most this part of the kitchen's value. */
  readonly tolerance: number
}

/** The expression of a column on one side, comparable with the other side's. */
export function expressionOf({ dialect }: Comparison, side: SideName, column: CommonColumn): string {
  const name = quoteName(column[side].name)
  return column.asText ? dialect.text(name) : name
}

/**
 * The rows of one side with columns under neutral names: `k0`, `k1` ... the key, `c0`, `c1` ... the values. No name or
 * type of a person's gets beyond this.
 */
export function rowsOf(comparison: Comparison, side: SideName, condition: string | null = null): string {
  const { key, values } = comparison
  const list = [
    ...key.map((column, index) => `${expressionOf(comparison, side, column)} AS k${index}`),
    ...values.map((column, index) => `${expressionOf(comparison, side, column)} AS c${index}`),
  ]
  return `SELECT ${list.join(', ')} FROM ${comparison[side].relation}${where([comparison[side].where, condition])}`
}

/** A hash of what pairs a row of one side: its key, or without one the whole row. */
export function pairHash(comparison: Comparison, side: SideName): string {
  const { dialect, key, values } = comparison
  return dialect.hash((key.length > 0 ? key : values).map((column) => expressionOf(comparison, side, column)))
}

export function rowHash(comparison: Comparison, side: SideName): string {
  const { dialect, key, values } = comparison
  return dialect.hash([...key, ...values].map((column) => expressionOf(comparison, side, column)))
}

export function where(conditions: readonly (string | null)[]): string {
  const present = conditions.filter((condition) => condition !== null)
  return present.length === 0 ? '' : ` WHERE ${present.map((condition) => `(${condition})`).join(' AND ')}`
}

/** `p.k0 = k.k0 AND ...` between two aliases: never true for a NULL, which is no key. Without a key any two rows. */
export function equalKeys({ key }: Comparison, a: string, b: string): string {
  return key.map((_, index) => `${a}.k${index} = ${b}.k${index}`).join(' AND ') || 'TRUE'
}

/** True for a row of the named alias of which a key column is NULL. */
export function hasNoKey({ key }: Comparison, alias: string): string {
  return key.map((_, index) => `${alias}.k${index} IS NULL`).join(' OR ') || 'FALSE'
}

/** True when the values of one column differ between the paired rows `p` and `k`. */
export function differs({ values, tolerance }: Comparison, index: number): string {
  const [before, after] = [`p.c${index}`, `k.c${index}`]
  const distinct = `${before} IS DISTINCT FROM ${after}`
  if (tolerance === 0 || values[index]?.family !== 'float') return distinct
  const [value, old] = [`CAST(${after} AS double precision)`, `CAST(${before} AS double precision)`]
  const ends = [`${value} * ${1 - tolerance}`, `${value} * ${1 + tolerance}`].join(', ')
  // Beyond 1e300 an engine may overflow; there floats are compared exactly.
  const near = `${old} BETWEEN least(${ends}) AND greatest(${ends})`
  // Most values are equal: the engine computes the rest for the others alone.
  return `CASE WHEN NOT (${distinct}) THEN FALSE WHEN abs(${value}) < 1e300 AND abs(${old}) < 1e300 THEN NOT (${near}) ELSE TRUE END`
}
