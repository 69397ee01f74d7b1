import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { columnsOf } from '../../recipes-schema/sql/columns/index.ts'
import {
  choosingAggregates,
  choosingWindows,
  isTableFunction,
  scalars,
  steadyAggregates,
  steadyWindows,
  unsteady,
} from '../../recipes-schema/sql/dialects/postgres/functions.ts'
import { parser } from '../support/project.ts'

let db: PGlite
beforeAll(async () => {
  db = await PGlite.create()
  await db.exec(`create table t (a int, b int, s text); create table u (a int, c int); create table w (k int, v int)`)
})
afterAll(() => db.close())

/** The engine's functions of a condition. */
async function engine(where: string): Promise<Set<string>> {
  const sql = `select distinct proname as name from pg_proc where pronamespace = 'pg_catalog'::regnamespace and ${where}`
  return new Set((await db.query<{ name: string }>(sql)).rows.map(({ name }) => name))
}

it('every aggregate and window function of the engine is known as one, and nothing else is', async () => {
  // `rank` and its like are both.
  const aggregates = await engine("prokind = 'a'")
  for (const name of steadyWindows) aggregates.delete(name)
  expect(new Set([...steadyAggregates, ...choosingAggregates])).toEqual(aggregates)
  expect(new Set([...steadyWindows, ...choosingWindows])).toEqual(await engine("prokind = 'w'"))
})

it('what counts as one value from one row makes no set, and is nowhere volatile', async () => {
  const functions = await engine("prokind = 'f' and not proretset and provolatile in ('i', 's')")
  const others = await engine("prokind <> 'f' or proretset or provolatile = 'v'")
  // Written as syntax of its own, which has no entry in the catalog.
  const syntax = ['age', 'extract', 'overlaps']
  expect([...scalars].filter((name) => !functions.has(name) && !syntax.includes(name))).toEqual([])
  expect([...scalars].filter((name) => others.has(name))).toEqual([])
  expect([...scalars].filter((name) => unsteady.has(name))).toEqual([])
})

it('functions of the session and the moment are not among the steady', async () => {
  const parameterless = await engine(
    "prokind = 'f' and pronargs = 0 and provolatile in ('s', 'v') and proname !~ '^(pg_|jsonb?_build)'",
  )
  expect([...parameterless].filter((name) => scalars.has(name))).toEqual([])
})

it('table functions make sets of their arguments', async () => {
  const sets = await engine('proretset')
  const known = [...sets].filter(isTableFunction)
  expect(known.length).toBeGreaterThan(10)
  expect([...sets].filter((name) => /^(dblink|pg_|query_to|ts_stat)/.test(name) && isTableFunction(name))).toEqual([])
})

it.each([
  'select a, a + 1, -a, a::text, 1::int8, upper(s), (select max(v) from w), exists (select 1) from t',
  'select case a when 1 then 2 end, case when true then 1 else a end, coalesce(a, 1), nullif(a, 1), greatest(a, 2) from t',
  'select (select a as z), array[a], array(select 1), row(a), (row(a)).f1, current_date, current_timestamp, session_user from t',
  'select extract(year from now()), s collate "C", (array[a])[1], grouping(a) from (select a, s, now() as n from t) t group by 1, 2, 3, a',
  'select count(*), sum(a) over (), rank() over (order by a) from t group by a',
  'select * from u join t using (a)',
  'select * from t join (select c as b, a from u) x using (b, a)',
  'select * from t natural full join u',
  'select t.*, u.* from t, u',
  'select * from (values (1, 2)) v(x) union select a, c from u',
  'with recursive r(n) as (select 1 union all select n + 1 from r where n < 3) select * from r',
  'values (1, 2)',
])('columns are called what the engine calls them: %s', async (text) => {
  const parsed = await parser().parse(text, 'postgres')
  if (!parsed.ok) throw new Error(parsed.message)
  const { shape } = parsed
  const known: Record<string, string[]> = { t: ['a', 'b', 's'], u: ['a', 'c'], w: ['k', 'v'] }
  const columns = columnsOf(shape, (read) => known[shape.reads[read]?.name ?? ''] ?? null)
  const truth = await db.query(text)
  expect(columns?.columns.map(({ name }) => name)).toEqual(truth.fields.map(({ name }) => name))
})
