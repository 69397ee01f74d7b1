/** What a type is for a comparison: how its values are summed up. */
export type Family = 'integer' | 'number' | 'float' | 'time' | 'boolean' | 'text' | 'other'

/** The few things that engines write differently, as SQL over quoted expressions. */
export interface DiffDialect {
  /** Names that the engine takes for the same are the same here. */
  fold(name: string): string
  family(type: string): Family
  /** True when values of the type can be compared and grouped as they are. */
  hasEquality(type: string): boolean
  /** A whole number from 0 to 2^62, the same for equal values of the same types. */
  hash(expressions: readonly string[]): string
  /** The sum of such numbers, however many: an engine may add them up in 64 bits, and fail. */
  sum(expression: string): string
  /** The text of a value, the same for equal values. */
  text(expression: string): string
  /** Seconds since 1970 of a date or time, as a float; NULL where it is infinite. */
  epoch(expression: string): string
  /** What says that a common table expression is computed once, where the engine can be told: stands before its bracket. */
  readonly once: 'AS MATERIALIZED' | 'AS'
  /** An aggregate: the quantiles of floats as an array, in the order of the fractions. */
  quantiles(expression: string, fractions: readonly number[]): string
  /** How many different values there are: exactly, or within a few per cent where the engine can. Null: not at this size. */
  distinct(expression: string, exact: boolean): string | null
}
