import type { Answer } from '../answer.ts'
import type { Dialect } from '../dialect.ts'

/** What a test's SQL is written with; relations and texts come quoted. */
export interface TestContext {
  readonly dialect: Dialect
  /** The quoted relation under test, whole. */
  readonly relation: string
  /** The rows under test as an item of FROM with this alias: those for which `where` is true. */
  readonly rows: (alias: string) => string
  /** An aggregate such as `count(*)` over the rows under test. */
  readonly over: (aggregate: string) => string
  /** The quoted relation of another node or source, by its name in the options. */
  readonly relationOf: (name: string) => string
  /** The quoted relation that production has under the node's name; null when it has none yet. */
  readonly production: string | null
  /** The test's own query over the builds under test, for kinds given by a query. */
  readonly query: string | null
  /** A condition that tells the rows that were added from those tested before; null when all are to be tested. */
  readonly fresh: string | null
  /** The time of testing, in milliseconds since 1970. */
  readonly now: number
}

/**
 * What a test has to ask the warehouse. `condition` is true of failing rows. `aggregates` are over the rows of the
 * relation, told by name; they can share a scan with others unless they are `heavy` (they hold on to many values).
 * `statement` goes alone. A proof is a chain of cheap statements: when all of them answer 0, nothing fails.
 */
export type Question =
  | { readonly type: 'condition'; readonly condition: string }
  | {
      readonly type: 'aggregates'
      readonly aggregates: Readonly<Record<string, string>>
      readonly heavy?: boolean
      /** The same answers by a statement of its own, where that is faster. */
      readonly alone?: string
      readonly proofs?: readonly (readonly string[])[]
    }
  | { readonly type: 'statement'; readonly statement: string }
  /** There is nothing to test against; why. */
  | { readonly type: 'nothing'; readonly reason: string }

export type AnswerRow = Readonly<Record<string, Answer>>

/** What a test has found. */
export interface Finding {
  /** How many rows (or groups, columns, pairs ...) break the promise; 0 is a pass. */
  readonly failures: number
  /** Of how many; null when that is not known. */
  readonly total: number | null
  /** What else the message has to say, e.g. what was found and what was expected. */
  readonly detail?: string
}

/**
 * All rows, all of the time (a sample does), the other relations whole unless its own is in part as well, or its own and
 * the others alike.
 */
export type Need = 'all' | 'time' | 'other' | 'alike'

/** One kind of test. Standard SQL as far as it goes: filters on aggregates are in DuckDB, PostgreSQL and Trino. */
export interface TestKind<Options> {
  readonly key: string
  /** JSON Schema of the value under the key. */
  readonly schema: object
  /** What the test promises, in a sentence. */
  readonly summary: string
  /** The test as a person would write it, in YAML. */
  readonly example: string
  /** The test's name on reports: short, and different for different options. */
  name(options: Options): string
  /** The columns of the tested relation that it looks at. */
  columns(options: Options): readonly string[]
  /** The other relations that the options name, as written. */
  others?(options: Options): readonly string[]
  /** True when the value is a query or the path of one, to be parsed and rewritten. */
  readonly query?: true
  /** The SQL expressions in the options, to be parsed before they stand in a query. */
  expressions?(options: Options): readonly string[]
  /** True when it looks at production's relation of the node. */
  production?(options: Options): boolean
  /**
   * What it has to see for its answer to mean anything in a kitchen that sees a part of the data. Absent or null: any
   * rows will do.
   */
  needs?(options: Options): Need | null
  /** False when `where` cannot narrow it, and when failures cannot be counted for `fail_if`. */
  readonly takes: { readonly where: boolean; readonly failIf: boolean }
  ask(options: Options, context: TestContext): Question
  /** From the answer of its question; for a condition the row is `{failures, total}`. */
  read(options: Options, rows: readonly AnswerRow[], context: TestContext): Finding
  /** What a failure says, e.g. "12 of 4,000 rows without origin". */
  message(options: Options, finding: Finding): string
  /** A query for the failing rows, told with the result and run only for failing tests that may show them. */
  failing?(options: Options, context: TestContext): string | null
}

/** The finding in a row that holds `failures` and, where it is known, `total`. */
export function counted([row]: readonly AnswerRow[]): Finding {
  return { failures: numberOf(row?.failures), total: row?.total === undefined ? null : numberOf(row.total) }
}

/** A number as an engine answers it, which may be text; NaN where there is none. */
export function numberOf(answer: Answer | undefined): number {
  return answer === null || answer === undefined || answer === '' ? Number.NaN : Number(answer)
}
