/** What a run of the conformance suite says of an engine; the suite holds each of these to the truth, in both directions. */
export interface EngineFacts {
  /** How people call it, with what it keeps its tables in. */
  readonly name: string
  /** The version that the suite ran on. */
  readonly seen: string
  readonly command: string
  /** Whether several names move in one transaction, all of them or none, or one by one by a journal. */
  readonly promotion: 'transaction' | 'journal'
  /** Whether the ledger is in the warehouse itself. */
  readonly ledger: 'within' | 'apart'
  /** Whether `A` and `a`, quoted, are two names. */
  readonly twoCases: boolean
  /** How names come back, in words, and one of them. */
  readonly namesBack: string
  readonly comesBack: (name: string) => string
  /** Names that could not be tried. */
  readonly unseenNames: readonly string[]
  /** Whether the line of a mistake was seen to come from it. */
  readonly places: 'seen' | 'not seen'
  /** The longest name that is taken, in bytes. */
  readonly nameBytes: number
  /** The type that a nested value of a file gets. */
  readonly nested: string
  /** Rows 1 to n, as what stands behind FROM. */
  readonly series: (n: number) => string
  /** A query that takes long. */
  readonly long: string
}

export const duckdb: EngineFacts = {
  name: 'DuckDB',
  seen: 'the version in package-lock.json, in the process',
  command: 'npx vitest run test/warehouses/duckdb.test.ts',
  promotion: 'transaction',
  ledger: 'within',
  twoCases: false,
  namesBack: 'as they were written',
  comesBack: (name) => name,
  unseenNames: [],
  places: 'seen',
  nameBytes: Number.POSITIVE_INFINITY,
  nested: 'STRUCT(a BIGINT)',
  series: (n) => `generate_series(1, ${n})`,
  long: 'SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b',
}

export const postgres: EngineFacts = {
  ...duckdb,
  name: 'PostgreSQL',
  seen: '15, on loopback',
  command: 'npx vitest run test/warehouses/postgres.test.ts',
  twoCases: true,
  nameBytes: 63,
  nested: 'jsonb',
}

export const trino: EngineFacts = {
  name: 'Trino, Iceberg',
  seen: '476, one coordinator on loopback, Iceberg with a metastore of files; the ledger in PostgreSQL 15',
  command: 'npm run test:trino',
  promotion: 'journal',
  ledger: 'apart',
  twoCases: false,
  namesBack: 'in lower case',
  comesBack: (name) => name.toLowerCase(),
  unseenNames: [],
  places: 'seen',
  nameBytes: 128,
  nested: 'varchar',
  series: (n) => `UNNEST(sequence(1, ${n})) AS t (n)`,
  long: `SELECT count(*) AS n FROM UNNEST(sequence(1, 10000)) a (x) CROSS JOIN UNNEST(sequence(1, 10000)) b (y)
    CROSS JOIN UNNEST(sequence(1, 1000)) c (z)`,
}

export const snowflake: EngineFacts = {
  name: 'Snowflake',
  seen: 'fakesnow 0.12.1, a fake on loopback; never on the service',
  command: 'npm run test:snowflake',
  promotion: 'journal',
  ledger: 'apart',
  twoCases: false,
  namesBack: 'in lower case where they need no quotes, else as they were written',
  comesBack: (name) => (/^[A-Z_][A-Z0-9_$]*$/.test(name) ? name.toLowerCase() : name),
  unseenNames: ["it's; --"],
  places: 'not seen',
  nameBytes: 255,
  nested: 'TEXT',
  series: (n) => `TABLE(GENERATOR(ROWCOUNT => ${n}))`,
  long: 'SELECT count(*) AS n FROM TABLE(GENERATOR(ROWCOUNT => 100000)) a, TABLE(GENERATOR(ROWCOUNT => 100000)) b',
}

export const engines = [duckdb, postgres, trino, snowflake]
