import { describe, expect, it } from 'vitest'
import { parser } from '../support/project.ts'
import { told } from './support/told.ts'

const dialects = ['trino', 'snowflake', 'bigquery', 'databricks']

describe('what all dialects have', () => {
  const queries: [text: string, expected: string][] = [
    ['select a + b as x, 1 as one from t where s > 0', 'rows <- t.s | x <- t.a t.b | one <- -'],
    ['select case when a > 1 then b else $p end as x from t where s = $q', 'rows <- t.s $q | x <- t.a t.b $p'],
    [
      'select t.a, cast(s as date) as d, b between 1 and 2 and s in (1, a) as x from t',
      'rows <- t | a <- t.a | d <- t.s | x <- t.a t.b t.s',
    ],
    ['select count(*) as n, sum(a) as x from t group by s having max(b) > 1', 'rows <- t.b t.s | n <- - | x <- t.a'],
    ['select upper(s) as x, count(b) as n from t group by 1', 'rows <- t.s | x <- t.s | n <- t.b'],
    ['select a, rank() over (partition by b order by s) as r from t', 'rows <- t | a <- t.a | r <- t.b t.s'],
    ['select a, sum(b) over w as r from t window w as (partition by s)', 'rows <- t | a <- t.a | r <- t.b t.s'],
    ['select a, b as x from t order by x', 'rows <- t.b | a <- t.a | x <- t.b'],
    ['select t.a, v from t, w where s = k', 'rows <- t.s w.k | a <- t.a | v <- w.v'],
    ['select b, c from t left join u on t.a = u.a', 'rows <- t.a u.a | b <- t.b | c <- u.c'],
    ['select * from t join u using (a)', 'rows <- t.a u.a | a <- t.a u.a | b <- t.b | s <- t.s | c <- u.c'],
    ['select x.a, y.b from t x join t y on x.a = y.b', 'rows <- t.a t.b | a <- t.a | b <- t.b'],
    ['select a from t where exists (select 1 from u where u.a = t.b)', 'rows <- t.b u.a | a <- t.a'],
    ['select a, (select max(v) from w where k = s) as m from t', 'rows <- t | a <- t.a | m <- w.k w.v t.s'],
    ['select a from t where b in (select c from u)', 'rows <- t.b u.c | a <- t.a'],
    [
      'with d as (select a, b as x from t where s > 0), e as (select * from d) select x from e',
      'rows <- t.s | x <- t.b',
    ],
    ['with t as (select c from u) select * from t', 'rows <- u | c <- u.c'],
    ['select distinct a, b from t', 'rows <- t.a t.b | a <- t.a | b <- t.b'],
    ['select a, b from t union all select a, c from u', 'rows <- t u | a <- t.a u.a | b <- t.b u.c'],
    ['select a from t intersect distinct select c from u', 'rows <- t.a u.c | a <- t.a u.c'],
    ['select x, t.a from raw, t', 'rows <- raw t | x <- raw.* | a <- t.a'],
    ['select * from raw', 'rows <- raw | ? <- raw.*'],
    ['select a from t order by b limit 3', 'rows <- t.b | a <- t.a !'],
    ['select a, row_number() over (order by b) as n from t', 'rows <- t | a <- t.a | n <- t.b !'],
    ['select current_date as d, a from t', 'rows <- t | d <- - | a <- t.a !'],
    ['select array_agg(a) as x from t', 'rows <- t | x <- t.a !'],
    ['select nobody from t', 'gives up'],
    ['select a from t, u', 'gives up'],
    ['select my_function(a) as x from t', 'gives up'],
    ['select my.sum(a) as x from t', 'gives up'],
  ]
  it.each(dialects.flatMap((dialect) => queries.map(([text, expected]) => [dialect, text, expected] as const)))(
    '%s: %s',
    async (dialect, text, expected) => {
      expect(await told(text, dialect)).toBe(expected)
    },
  )
})

describe('what one dialect has', () => {
  it.each([
    ['trino', 'select transform(s, x -> x + b) as l, a[1] as f from t', 'rows <- t | l <- t.b t.s | f <- t.a'],
    ['trino', 'select a, e from t cross join unnest(s) as x(e)', 'rows <- t.s | a <- t.a | e <- t.s'],
    ['trino', 'select a from t offset 3 rows fetch first 2 rows only', 'rows <- t | a <- t.a !'],
    ['trino', 'select a from t for version as of 3', 'gives up'],
    [
      'trino',
      'with recursive r(n) as (select a from t union all select n + c from r, u where u.a = n) select n from r',
      'rows <- t.a u.a u.c | n <- t.a u.a u.c',
    ],
    ['trino', 'values (1, 2)', 'rows <- - | col1 <- - | col2 <- -'],
    [
      'snowflake',
      'select s:p[0].q::int as x, f.value as v from t, lateral flatten(input => t.b) f',
      'rows <- t.b | x <- t.s | v <- t.b',
    ],
    ['snowflake', 'select a from t qualify row_number() over (order by b) = 1', 'rows <- t.b | a <- t.a !'],
    ['snowflake', 'select a + 1 as x, x + b as y from t', 'rows <- t | x <- t.a | y <- t.a t.b'],
    ['snowflake', 'select * exclude (b) rename (s as z) from t', 'rows <- t | a <- t.a | z <- t.s'],
    ['snowflake', 'select "a" from t', 'gives up'],
    ['snowflake', 'select $1 from t', 'gives up'],
    ['bigquery', 'select * except (b) replace (s + 1 as s) from t', 'rows <- t | a <- t.a | s <- t.s'],
    ['bigquery', 'select a, z from t, t.s as z', 'rows <- t.s | a <- t.a | z <- t.s'],
    [
      'bigquery',
      'select safe_cast(a as int64) as x, if(a > 1, b, s) as y from t',
      'rows <- t | x <- t.a | y <- t.a t.b t.s',
    ],
    ['databricks', 'select a, e from t lateral view explode(s) x as e', 'rows <- t.s | a <- t.a | e <- t.s'],
    ['databricks', 'select a, count(*) as n from t group by all', 'rows <- t.a | a <- t.a | n <- -'],
    ['databricks', 'select a from t left semi join u on t.a = u.a', 'rows <- t.a u.a | a <- t.a'],
  ])('%s: %s', async (dialect, text, expected) => {
    expect(await told(text, dialect)).toBe(expected)
  })
})

describe('what is read', () => {
  it.each([
    ['trino', 'select * from c.s."Odd ""name" x, é.t -- from z', ['c.s."Odd ""name"', 'é.t']],
    ['bigquery', 'select é.a, "😀" from `p-x.d.t` é join p-y.d.u using (a), `d`.v', ['`p-x.d.t`', 'p-y.d.u', '`d`.v']],
    ['databricks', 'select * from a.b.c pivot (sum(x) for y in (1, 2))', ['a.b.c']],
    [
      'snowflake',
      'with r as (select a from t union all select a from r) select * from r, identifier',
      ['t', 'identifier'],
    ],
    ['snowflake', 'with orders as (select * from orders) select * from orders', ['orders']],
    ['snowflake', 'select * from (t join (u as x join w) on true)', ['t', 'u', 'w']],
  ])('%s: %s', async (dialect, text, expected) => {
    const parsed = await parser().parse(text, dialect)
    if (!parsed.ok) throw new Error(parsed.message)
    expect(parsed.shape.reads.map(({ start, end }) => text.slice(start, end))).toEqual(expected)
  })

  it.each([
    ['trino', 'select * from table(query(1))', 20],
    ['databricks', "select * from read_files('x')", 14],
    ['snowflake', 'select * from table(my.rows(1))', 14],
  ])('%s: what no plan can see in %s', async (dialect, text, start) => {
    const parsed = await parser().parse(text, dialect)
    expect(parsed.ok && parsed.shape.unseen).toMatchObject([{ start }])
  })
})

describe('what the parser does not read', () => {
  it.each([
    ['bigquery', 'from t as x, u |> where a > 1', ['t as x', 'u']],
    [
      'trino',
      'select a ~> b, $p from t, (u join w on true) where extract(year from z) is distinct from y',
      ['t', 'u', 'w'],
    ],
    ['snowflake', 'with q as (select 1 from "S_x"."y") select ( from q, z', ['"S_x"."y"', 'z']],
  ])('%s is taken as text: %s', async (dialect, text, names) => {
    const parsed = await parser().parse(text, dialect)
    if (!parsed.ok) throw new Error(parsed.message)
    const { shape } = parsed
    expect(shape.unread).toMatchObject({ offset: expect.any(Number), message: expect.any(String) })
    const written = shape.reads.map(
      ({ start, end, alias }) => text.slice(start, end) + (alias === null ? '' : ` as ${alias}`),
    )
    expect(written).toEqual(names)
    const noise = await parser().parse(`-- noise\n${text.replaceAll(' ', '  ')}`, dialect)
    expect(noise.ok && noise.shape.canonical).toBe(shape.canonical)
  })

  it.each([
    ['trino', 'select ( ; drop table t', 11],
    ['trino', 'delete from t', 0],
    ['snowflake', 'copy into t from @s', 0],
    ['databricks', 'with a as (select ( select 1)) delete from t', 31],
    ['bigquery', '', 0],
  ])('%s refuses %s', async (dialect, text, offset) => {
    expect(await parser().parse(text, dialect)).toMatchObject({ ok: false, code: 'sql.not_one_select', offset })
  })
})
