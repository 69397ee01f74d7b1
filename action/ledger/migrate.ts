import { exits, Fault } from '../fault.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'

/**
 * The ledger's steps, oldest first: step n takes version n to n + 1. Written in the SQL that DuckDB and PostgreSQL share.
 * A step that was released is never changed; the next one mends it.
 */
const steps: readonly (readonly string[])[] = [
  [
    // Environments and their present version: the row that every promotion compares and sets.
    'CREATE TABLE galley.environments (name text PRIMARY KEY, version bigint NOT NULL)',
    // One row for each change of an environment.
    `CREATE TABLE galley.versions (environment text NOT NULL, version bigint NOT NULL, kind text NOT NULL, order_id text,
       actor text NOT NULL, pull_request bigint, commit_sha text, digest text, created_at text NOT NULL,
       PRIMARY KEY (environment, version))`,
    // What each node and source was made into. Views and tables live in galley_builds under the relation's name.
    `CREATE TABLE galley.builds (build text PRIMARY KEY, node text NOT NULL, kind text NOT NULL, fingerprint text NOT NULL,
       relation text, is_view boolean NOT NULL, row_count bigint, checksum text, outputs text NOT NULL,
       order_id text NOT NULL, environment text NOT NULL, commit_sha text, engine text NOT NULL, created_at text NOT NULL)`,
    // Names for builds. A binding is valid from one version to another, so a promotion writes what it changes.
    `CREATE TABLE galley.bindings (environment text NOT NULL, node text NOT NULL, build text NOT NULL,
       valid_from bigint NOT NULL, valid_to bigint, PRIMARY KEY (environment, node, valid_from))`,
    `CREATE TABLE galley.orders (id text PRIMARY KEY, environment text NOT NULL, kind text NOT NULL, actor text NOT NULL,
       pull_request bigint, base text, head text NOT NULL, merge_base text, digest text, order_date text NOT NULL,
       production_version bigint, verdict text NOT NULL, started_at text NOT NULL, finished_at text NOT NULL, report text NOT NULL)`,
    // Numbers of measures. published: the order became a version of production, so the point is history.
    `CREATE TABLE galley.measurements (order_id text NOT NULL, build text NOT NULL, node text NOT NULL, measure text NOT NULL,
       value double precision, order_date text NOT NULL, published boolean NOT NULL, PRIMARY KEY (order_id, node, measure))`,
    // Builds whose tests (by the checks' fingerprint) let them pass.
    'CREATE TABLE galley.tested (build text NOT NULL, checks text NOT NULL, order_id text NOT NULL, PRIMARY KEY (build, checks))',
  ],
  [
    // What a rate is made of, for charts that need both.
    'ALTER TABLE galley.measurements ADD COLUMN events double precision',
    'ALTER TABLE galley.measurements ADD COLUMN trials double precision',
  ],
  [
    // How long a build took, for what runs next to begin with the longest way.
    'ALTER TABLE galley.builds ADD COLUMN seconds double precision',
    // What was asked for, as JSON: an order that was cut short is resumed by it.
    'ALTER TABLE galley.orders ADD COLUMN request text',
    // What nodes printed, redacted, its middle left out where it is long.
    'CREATE TABLE galley.logs (order_id text NOT NULL, node text NOT NULL, content text NOT NULL, PRIMARY KEY (order_id, node))',
  ],
  [
    // What people decided about charts; see chart-decisions.ts.
    `CREATE TABLE galley.chart_decisions (id text PRIMARY KEY, kind text NOT NULL, node text NOT NULL, measure text NOT NULL,
       point_order text, point_version bigint, fingerprint text, environment text, digest text, pull_request bigint,
       reason text NOT NULL, actor text NOT NULL, created_at text NOT NULL)`,
  ],
  [
    // Made over sampled or masked data: never promoted.
    'ALTER TABLE galley.builds ADD COLUMN sandboxed boolean DEFAULT false',
  ],
  [
    // The builds that a build reads, as a JSON list: a view needs them for as long as it is there.
    'ALTER TABLE galley.builds ADD COLUMN reads text',
    // Promotions where names do not move in one transaction; see journal.ts.
    "ALTER TABLE galley.environments ADD COLUMN state text DEFAULT 'stable'",
    'ALTER TABLE galley.environments ADD COLUMN entry text',
    'ALTER TABLE galley.environments ADD COLUMN holder text',
    'ALTER TABLE galley.environments ADD COLUMN expires_at text',
    'CREATE TABLE galley.journal (id text PRIMARY KEY, entry text NOT NULL, created_at text NOT NULL)',
  ],
  [
    // The runs of other programs that orders have asked for. run: null where nobody knows what came of it.
    'CREATE TABLE galley.begun_runs (id text PRIMARY KEY, order_id text NOT NULL, run text, url text)',
  ],
  // From here on reports are packed, which an earlier Galley cannot read; see kept-report.ts.
  [],
  [
    // Decisions that somebody has taken back.
    `CREATE TABLE galley.withdrawn_decisions (decision text PRIMARY KEY, reason text NOT NULL, actor text NOT NULL,
       created_at text NOT NULL)`,
  ],
]

/** The version that this Galley writes. */
export const ledgerVersion = steps.length

/** Brings the ledger to this Galley's version, from nothing if need be; refuses a newer one. */
export async function migrate(warehouse: Warehouse): Promise<void> {
  const present = await presentVersion(warehouse)
  if (present === ledgerVersion) return
  if (present > ledgerVersion) {
    const message = `The ledger is of version ${present}; this Galley knows ${ledgerVersion}.`
    throw new Fault('ledger.newer', exits.refused, message, 'Use the newer Galley that wrote it.')
  }
  await warehouse.transaction(async () => {
    // Somebody else may have done it while this process waited for its turn.
    const now = await versionOf(warehouse)
    const run = (sql: string): Promise<unknown> => warehouse.ledger.rows(sql)
    await run('CREATE SCHEMA IF NOT EXISTS galley')
    await warehouse.makeSchema('galley_builds')
    await run('CREATE TABLE IF NOT EXISTS galley.ledger (version bigint NOT NULL)')
    for (const step of steps.slice(now)) for (const statement of step) await run(statement)
    await run('DELETE FROM galley.ledger')
    await run(`INSERT INTO galley.ledger VALUES (${ledgerVersion})`)
  })
}

/** 0 where there is no ledger yet. Not for within a transaction, which a question for what is not there may end. */
export async function presentVersion(warehouse: Warehouse): Promise<number> {
  // Engines take long to list relations where there are many: most often the ledger is there.
  const rows = await warehouse.ledger.rows<{ version: number }>('SELECT version FROM galley.ledger').catch(() => null)
  return rows === null ? versionOf(warehouse) : (rows[0]?.version ?? 0)
}

async function versionOf({ ledger }: Warehouse): Promise<number> {
  const tables = await ledger.rows(
    "SELECT 1 AS found FROM information_schema.tables WHERE table_schema = 'galley' AND table_name = 'ledger'",
  )
  if (tables.length === 0) return 0
  const [row] = await ledger.rows<{ version: number }>('SELECT version FROM galley.ledger')
  return row?.version ?? 0
}
