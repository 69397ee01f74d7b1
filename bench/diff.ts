import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareColumns } from '../action/quality/diff/columns.ts'
import { chooseBuckets, compareRows, sizesOf } from '../action/quality/diff/compare-rows.ts'
import { duckdb } from '../action/quality/diff/dialects/duckdb.ts'
import { diffRelations } from '../action/quality/diff/diff-relations.ts'
import { openDuckdb } from '../action/warehouses/duckdb.ts'

/**
 * A diff of two tables of 10 million rows and 5 columns in DuckDB, against one hash join of the two in the same run: the
 * least that a comparison by key costs which looks at every row. `npm run bench:diff [ROWS] [REPEATS]`.
 */
const [rows = 10_000_000, repeats = 3] = process.argv.slice(2).map(Number)

const changes = {
  'nothing differs': 'amount',
  '1 row in 10,000 differs': 'case when id % 10000 = 0 then amount + 1 else amount end as amount',
  '1 row in 100 differs': 'case when id % 100 = 0 then amount + 1 else amount end as amount',
  'every row differs': 'amount + 1 as amount',
}

const folder = await mkdtemp(join(tmpdir(), 'galley-bench-'))
const warehouse = await openDuckdb(join(folder, 'w.duckdb'), {
  waitMs: 0,
  onWait: () => {},
  signal: new AbortController().signal,
})
const session = await warehouse.session()
try {
  await session.rows(
    `create table production as select i as id, (hash(i) % 1000)::integer as code, (hash(i + 1) % 100000) / 7.0::double as amount,
       'name ' || (hash(i + 2) % 5000) as name, date '2024-01-01' + (hash(i + 3) % 700)::integer as day from range(${rows}) as t(i)`,
  )
  console.log(
    `${rows.toLocaleString('en-US')} rows of 5 columns on each side, ${warehouse.engine}, best of ${repeats}, in processor seconds\n`,
  )
  console.log('                          hash join   rows of the diff       whole diff      ')
  for (const [name, amount] of Object.entries(changes)) {
    await session.rows(`create or replace table kitchen as select id, code, ${amount}, name, day from production`)
    const times = { join: [] as number[], counts: [] as number[], whole: [] as number[] }
    // Taken in turns, so that a busy machine is busy for all of them.
    for (let at = 0; at < repeats; at++) {
      times.join.push(await seconds(join_))
      times.counts.push(await seconds(countRows))
      times.whole.push(await seconds(wholeDiff))
    }
    const [join, counts, whole] = [times.join, times.counts, times.whole].map((all) => Math.min(...all)) as [
      number,
      number,
      number,
    ]
    const ratio = (one: number): string => `${one.toFixed(2).padStart(8)} (${(one / join).toFixed(2)} x)`
    console.log(`${name.padEnd(26)}${join.toFixed(2).padStart(9)}   ${ratio(counts)}   ${ratio(whole)}`)
  }
} finally {
  session.close()
  await warehouse.close()
  await rm(folder, { recursive: true, force: true })
}

/** Pairs the rows by key and looks at every column, as any comparison has to. */
async function join_(): Promise<void> {
  const differing = ['code', 'amount', 'name', 'day'].map(
    (name) => `count(*) filter (p.${name} is distinct from k.${name})`,
  )
  await session.rows(`select ${differing.join(', ')} from production as p join kitchen as k on p.id = k.id`)
}

async function countRows(): Promise<void> {
  const { common } = compareColumns(duckdb, await warehouse.columns('production'), await warehouse.columns('kitchen'))
  const comparison = {
    dialect: duckdb,
    production: { relation: 'production', where: null },
    kitchen: { relation: 'kitchen', where: null },
    key: common.filter(({ name }) => name === 'id'),
    values: common.filter(({ name }) => name !== 'id'),
    tolerance: 1e-9,
  }
  const sizes = await sizesOf(session, comparison)
  await compareRows(session, comparison, sizes, await chooseBuckets(session, comparison, sizes))
}

async function wholeDiff(): Promise<void> {
  await diffRelations(session, {
    recipe: 'bench',
    node: 'bench',
    dialect: duckdb,
    columnsOf: warehouse.columns,
    production: { relation: 'production', rows, checksum: null },
    kitchen: { relation: 'kitchen', rows, checksum: null },
    key: { columns: ['id'], from: 'unique' },
    tolerance: 1e-9,
    samples: 0,
    restrictions: [],
  })
}

/** Processor seconds of all threads: what other programs on the machine take does not count. */
async function seconds(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}
