import { type EngineFacts, engines } from './engines.ts'

/** docs/reference/engines.md: what the conformance suite holds each engine to. */
export function enginesPage(): string {
  const row = (label: string, cell: (facts: EngineFacts) => string): string =>
    `| ${label} | ${engines.map(cell).join(' | ')} |`
  const rows = [
    row('seen on', ({ seen }) => seen),
    row('command', ({ command }) => `\`${command}\``),
    row('names move', ({ promotion }) =>
      promotion === 'transaction' ? 'in one transaction, all or none' : 'one by one, by the journal',
    ),
    row('the ledger is', ({ ledger }) => (ledger === 'within' ? 'in the warehouse' : 'in a PostgreSQL beside it')),
    row('quoted names that differ by case alone', ({ twoCases }) => (twoCases ? 'are two' : 'are one')),
    row('names come back', ({ namesBack }) => namesBack),
    row('the line of a mistake', ({ places }) => places),
    row('longest name, in bytes', ({ nameBytes }) =>
      Number.isFinite(nameBytes) ? String(nameBytes) : 'no limit of its own; 200 were tried',
    ),
    row('a nested value of a file becomes', ({ nested }) => `\`${nested}\``),
  ]
  const header = [row('', ({ name }) => name), `|---${'|---'.repeat(engines.length)}|`]
  return `${head}\n${[...header, ...rows].join('\n')}\n\n${tail}`
}

const head = `# Engines
<!-- Made of test/warehouses/engines.ts: \`npx vitest run test/warehouses/engines.test.ts -u\`. -->

One suite, \`test/warehouses/conformance.ts\`, runs on every engine. What the lines below the first two say, it checks on an
engine that runs (Snowflake's is a fake), whichever way they say it: where names are not moved in one transaction, it sees that they are not. Names of
the length given are made there; longer ones were not tried.
`

const tail = `All of them are held to this:
- values come back plain and exact, 64-bit integers too; parameters are never part of the text; a call takes one statement;
- a statement is interrupted alone, and its session goes on; eight sessions work beside one another;
- tables and views are made of queries, replaced, and dropped twice without harm; any text is a name, within the lines above;
- a person's mistake has its line and column, also behind text outside of ASCII, where that was seen;
- equal content has one checksum whatever the order of its rows, and values that change places between rows another;
- names move to relations of other columns, and go;
- files (CSV, JSON, Parquet) come in with the same columns and types, empty texts apart from NULL;
- a name that a process holds is seen to be held.

## Trino
- Files are read by Galley's own process and sent over in statements: that is for small ones. What is large belongs into the
  lake, as a \`table:\` source.
- A coordinator whose locale is not UTF-8 could not make tables with names outside of ASCII in the metastore of files: start
  it with \`LANG=C.UTF-8\`.
- One coordinator was tried, without TLS, on one machine. Passwords and tokens were seen by no real server.

## Snowflake
It was never tried on the service. What ran is \`fakesnow\`, a fake on DuckDB, with answers in JSON, and Snowflake's own driver for
Node. With it ran the suite above, whole orders (build, test, measure, kitchen, promotion, rollback, cleaning), promotions
raced and killed, samples, windows and masks, and every kind of data test. A fake lets pass what the service may
refuse; the statements that differ from standard SQL are parsed back by a parser of the dialect besides.

Not seen, on the fake either:
- that the service ends an interrupted statement: Galley asks for it and does not wait; the fake goes on;
- the line of a mistake: the fake tells none; how the service words it is from its documentation;
- keys and tokens in place of a password, roles, virtual warehouses, tags in the history of queries, settings of a session;
- sizes of tables, names with an apostrophe, hashes of integers in masks, names longer than 200 bytes;
- \`HASH\` as the service computes it, and its cost.

It has no estimate of rows, no comparison of data (\`galley diff\`), no \`CLONE\` and no cost in the ledger. Types of \`schema\` tests are the
service's own: \`number(38,0)\`, \`text\`, \`timestamp_ntz\`. A schema that holds no table and no view counts as empty: whatever else is in
it goes with it when a kitchen's is dropped.

## Not engines
BigQuery and Databricks: their SQL is understood in plans, but nothing works in them yet.
`
