/** What a test's SQL is written with; relations and texts come quoted. */
export interface TestContext {
  /** The quoted relation under test. */
  readonly relation: string
  /** The quoted relation of another node or source, by its id. */
  readonly relationOf: (id: string) => string
  /** The test's own query over the builds under test, for kinds given by a query. */
  readonly query: string | null
}

/**
 * One kind of test. `failures` gives a SELECT of exactly one row and column `failures`: how many rows (or groups) break
 * the promise; 0 is a pass. Standard SQL as far as it goes: filters on aggregates are in DuckDB, PostgreSQL and Trino.
 */
export interface TestKind<Options> {
  readonly key: string
  /** JSON Schema of the value under the key. */
  readonly schema: object
  /** The test's name on reports: short, and different for different options. */
  name(options: Options): string
  /** The other relations that the options name, as written. */
  others?(options: Options): readonly string[]
  /** True when the value is a query or the path of one, to be parsed and rewritten. */
  readonly query?: true
  /** True when the value is an SQL expression, to be parsed before it stands in a query. */
  readonly expression?: true
  failures(options: Options, context: TestContext): string
  /** What a failure says, e.g. "12 rows have no origin". */
  message(options: Options, failures: number): string
}
