/**
 * What Galley understands of SQL that nobody here wrote.
 *
 *   node bench/corpus-sql.ts [--tpc FOLDER] [DIALECT=FOLDER ...]
 *
 * A folder is looked through for .sql files. FOLDER of --tpc holds `tpch.duckdb_extension` and `tpcds.duckdb_extension`
 * of DuckDB's own version; their queries are read in every dialect. For each query: is it parsed, which relations does it
 * read, are its columns proved (of TPC over the tables' columns, else over unknown ones), does rewriting each relation
 * to itself keep its canonical form, and does noise. Times are of the whole of Galley's part, the parser's included.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openParser } from '../action/warehouses/parsers.ts'
import { columnsOf } from '../recipes-schema/sql/columns/index.ts'
import { lexisOf } from '../recipes-schema/sql/lexis/lexis.ts'
import { tokensOf } from '../recipes-schema/sql/lexis/tokens.ts'
import { rewrite } from '../recipes-schema/sql/rewrite.ts'
import { queriesOf, type Sample, tpcOf } from './sql/corpus.ts'

const dialects = ['duckdb', 'postgres', 'trino', 'snowflake', 'bigquery', 'databricks']
const verbose = process.argv.includes('--verbose')
console.log(
  'corpus                    queries  parsed  as text  refused  reads  columns  same  cold ms  warm ms  p99 ms',
)

const args = process.argv.slice(2).filter((arg) => arg !== '--verbose')
const tpc = args[0] === '--tpc' ? (args.splice(0, 2)[1] ?? '') : null
if (tpc !== null)
  for (const name of ['tpch', 'tpcds'] as const) {
    const file = readdirSync(tpc, { recursive: true, encoding: 'utf8' }).find((one) =>
      one.endsWith(`${name}.duckdb_extension`),
    )
    if (file === undefined) throw new Error(`there is no ${name}.duckdb_extension in ${tpc}`)
    const { queries, columns } = await tpcOf(join(tpc, file), name)
    for (const dialect of dialects)
      await report(`${name} as ${dialect}`, dialect, queries, (table) => columns.get(table) ?? null)
  }
for (const arg of args) {
  const [dialect = '', folder = ''] = arg.split('=')
  await report(`${dialect} ${folder.split('/').slice(-2).join('/')}`, dialect, queriesOf(folder, dialect), () => null)
}

async function report(
  title: string,
  dialect: string,
  queries: readonly Sample[],
  known: (table: string) => readonly string[] | null,
): Promise<void> {
  const counts = { parsed: 0, text: 0, refused: 0, reads: 0, columns: 0, same: 0 }
  const { parser, close } = openParser()
  const cold = performance.now()
  await parser.parse(queries[0]?.text ?? 'select 1', dialect)
  const coldMs = performance.now() - cold
  const times: number[] = []
  for (const { from, text } of queries) {
    const start = performance.now()
    // Equal texts are parsed once: a word of comment makes it another.
    const parsed = await parser.parse(`${text}\n--`, dialect)
    const columns = parsed.ok
      ? columnsOf(parsed.shape, (read) => known(parsed.shape.reads[read]?.name.toLowerCase() ?? ''))
      : null
    times.push(performance.now() - start)
    if (!parsed.ok) {
      counts.refused++
      if (verbose)
        console.log(
          `  refused ${from}: ${parsed.message} at ${text.slice(parsed.offset, parsed.offset + 30).split('\n')[0]}`,
        )
      continue
    }
    const { shape } = parsed
    counts[shape.unread === null ? 'parsed' : 'text']++
    counts.reads += shape.reads.length
    if (columns !== null) counts.columns++
    else if (verbose) {
      const why = shape.unread?.message ?? JSON.stringify(shape.tree).match(/"unproven":"[^"]*"/)?.[0] ?? 'names'
      console.log(`  ${from}: ${why}`)
    }
    // Every relation has an alias in a shape like this one, so that none is added.
    const aliased = { ...shape, reads: shape.reads.map((read) => ({ ...read, alias: read.alias ?? '' })) }
    const itself = rewrite(text, aliased, { relation: ({ start, end }) => ` ${text.slice(start, end)} ` })
    const same = [await parser.parse(itself, dialect), await parser.parse(noisy(text, dialect), dialect)]
    if (same.every((one) => one.ok && one.shape.canonical === shape.canonical)) counts.same++
    else if (verbose) console.log(`  ${from}: not the same again`)
  }
  await close()
  times.sort((a, b) => a - b)
  const mean = times.reduce((sum, one) => sum + one, 0) / Math.max(times.length, 1)
  const cells: [string | number, number][] = [
    [queries.length, 8],
    [counts.parsed, 8],
    [counts.text, 9],
    [counts.refused, 9],
    [counts.reads, 7],
    [counts.columns, 9],
    [counts.same, 6],
    [coldMs.toFixed(0), 9],
    [mean.toFixed(2), 9],
    [(times[Math.floor(times.length * 0.99)] ?? 0).toFixed(1), 8],
  ]
  console.log(title.padEnd(25) + cells.map(([cell, width]) => String(cell).padStart(width)).join(''))
}

/** Comments and line ends wherever there is a space. */
function noisy(text: string, dialect: string): string {
  return tokensOf(text, lexisOf(dialect))
    .map(({ type, start, end }) =>
      type === 'space' ? `${text.slice(start, end)}/* noise */\n` : text.slice(start, end),
    )
    .join('')
}
