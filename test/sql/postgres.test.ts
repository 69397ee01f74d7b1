import { describe, expect, it } from 'vitest'
import { parser } from '../support/project.ts'
import { told } from './support/told.ts'

const ask = (text: string): Promise<string> => told(text, 'postgres')

describe('what decides the rows and each column of a query of PostgreSQL', () => {
  it.each([
    ['select a + b as x, 1 as one from t where s > 0', 'rows <- t.s | x <- t.a t.b | one <- -'],
    ['select a as x, $p::int as p from t where s = $q', 'rows <- t.s $q | x <- t.a | p <- $p'],
    [
      'select case when a > 1 then b else s end, coalesce(a, b) from t',
      'rows <- t | s <- t.a t.b t.s | coalesce <- t.a t.b',
    ],
    [
      'select s::date, extract(year from s), a[1], (s).x from t',
      'rows <- t | s <- t.s | extract <- t.s | a <- t.a | x <- t.s',
    ],
    [
      "select 'a'::text, array[a, b], row(a, b), -1 from t",
      'rows <- t | text <- - | array <- t.a t.b | row <- t.a t.b | ?column? <- -',
    ],
    ['select count(*), sum(a) filter (where b > 1) as x from t group by s', 'rows <- t.s | count <- - | x <- t.a t.b'],
    ["select date_trunc('week', a) as x, count(b) from t group by 1", 'rows <- t.a | x <- t.a | count <- t.b'],
    ['select upper(s) as u from t group by u', 'rows <- t.s | u <- t.s'],
    ['select a, grouping(a) as g from t group by rollup (a, (b, s))', 'rows <- t.a t.b t.s | a <- t.a | g <- t.a'],
    ['select percentile_cont(0.5) within group (order by a) as m from t', 'rows <- t | m <- t.a'],
    [
      'select a, rank() over w as r from t window w as (partition by b), v as (w order by s)',
      'rows <- t | a <- t.a | r <- t.b',
    ],
    [
      'select a, sum(b) over (w order by s) as r from t window w as (partition by b)',
      'rows <- t | a <- t.a | r <- t.b t.s',
    ],
    ['select t.a, v from t, w where s = k', 'rows <- t.s w.k | a <- t.a | v <- w.v'],
    ['select * from u join t using (a)', 'rows <- u.a t.a | a <- u.a t.a | c <- u.c | b <- t.b | s <- t.s'],
    [
      'select * from w join (select v as k, k as v from w) x using (v)',
      'rows <- w.k w.v | v <- w.k w.v | k <- w.k | k <- w.v',
    ],
    ['select * from t natural join u', 'rows <- t.a u.a | a <- t.a u.a | b <- t.b | s <- t.s | c <- u.c'],
    [
      'select x.a, m from t x, lateral (select max(v) as m from w where k = x.s) y',
      'rows <- t.s w.k | a <- t.a | m <- w.v',
    ],
    ['select a from t where exists (select from u where u.a = t.b)', 'rows <- t.b u.a | a <- t.a'],
    ['select a, (select max(v) from w where k = s) as m from t', 'rows <- t | a <- t.a | m <- w.k w.v t.s'],
    ['select a from t where b = any (array(select c from u))', 'rows <- t.b u.c | a <- t.a'],
    ['with d as materialized (select a, b as x from t where s > 0) select x from d', 'rows <- t.s | x <- t.b'],
    [
      'with recursive r(n) as (select a from t union select n + c from r, u where u.a = n) select n from r',
      'rows <- t.a u.a u.c | n <- t.a u.a u.c',
    ],
    ['values (1, $p)', 'rows <- $p | column1 <- - | column2 <- -'],
    ['table u', 'rows <- u | a <- u.a | c <- u.c'],
    ['select distinct a, b from t', 'rows <- t.a t.b | a <- t.a | b <- t.b'],
    ['select a, b from t union all select a, c from u', 'rows <- t u | a <- t.a u.a | b <- t.b u.c'],
    ['select a from t except all select c from u', 'rows <- t.a u.c | a <- t.a u.c'],
    ['select g.a from generate_series(1, 3) g(a)', 'rows <- - | a <- -'],
    ['select a, e from t, unnest(t.s) as e', 'rows <- t.s | a <- t.a | e <- t.s'],
    ['select x, t.a from raw, t', 'rows <- raw t | x <- raw.* | a <- t.a'],
    ['select "T".a, t.a from "T", t', 'rows <- T t | a <- T.a | a <- t.a'],
  ])('%s', async (text, expected) => {
    expect(await ask(text)).toBe(expected)
  })

  it.each([
    ['select a from t order by b limit 3', 'rows <- t.b | a <- t.a !'],
    ['select distinct on (a) b from t order by a', 'rows <- t.a | b <- t.b !'],
    ['select now(), current_date, a from t', 'rows <- t | now <- - | current_date <- - | a <- t.a !'],
    ["select 'today'::date as d, age(a) as y from t", 'rows <- t | d <- - | y <- t.a !'],
    ['select a, row_number() over (order by b) from t', 'rows <- t | a <- t.a | row_number <- t.b !'],
    ['select a, sum(b) over (order by s rows 2 preceding) as x from t', 'rows <- t | a <- t.a | x <- t.b t.s !'],
    ['select array_agg(a order by b) as x from t', 'rows <- t | x <- t.a t.b !'],
    ['select a from t tablesample bernoulli (10)', 'rows <- t | a <- t.a !'],
    ['select ctid from raw', 'rows <- raw | ctid <- raw.* !'],
  ])('the engine has a choice: %s', async (text, expected) => {
    expect(await ask(text)).toBe(expected)
  })

  it.each([
    'select t from t',
    'select nobody from t',
    'select "A" from t',
    'select a from t, u',
    'select my_function(a) from t',
    'select my.sum(a) from t',
    'select generate_series(1, a) from t',
    'select a operator(my.+) b from t',
    'select (s).* from t',
    "select 't'::regclass from t",
    'select (select sum(t.a)) from t',
    'select x from raw as r(x)',
    'select j.a from (t join u using (a)) as j',
    'select * from t for update',
    'select x.a, m from t x, (select max(v) as m from w where k = x.s) y',
    "select * from json_table(jsonb '[]', '$[*]' columns (a int)) j",
    'with recursive r as (select a from t union all select a from r) search depth first by a set o select a from r',
  ])('is given up: %s', async (text) => {
    expect(await ask(text)).toBe('gives up')
  })
})

describe('what PostgreSQL reads', () => {
  it.each([
    ['with recursive a as (select * from b), b as (select * from c) select * from a', ['c']],
    ['with a as (select * from a) select * from a, x.a', ['a', 'x.a']],
    ['select * from only "Odd ""name" join "s p"."t t" on true', ['Odd "name', 's p.t t']],
    ['select é.x from é, (table "ü") q -- from z', ['é', 'ü']],
    ['select * from rows from (generate_series(1, 2), unnest(array(select a from t))) g', ['t']],
    ['select xmlelement(name a, (select max(x) from t)), \'from b\' from "c"', ['t', 'c']],
  ])('%s', async (text, names) => {
    const parsed = await parser().parse(text, 'postgres')
    if (!parsed.ok) throw new Error(parsed.message)
    const { reads } = parsed.shape
    expect(reads.map((read) => (read.schema === null ? read.name : `${read.schema}.${read.name}`))).toEqual(names)
  })

  it.each([
    ["select * from dblink('x', 'y') as d(a int)", [14]],
    ["select query_to_xml('select * from t', true, true, '')", [7]],
    ["select * from pg_read_file('x') f, my_rows(1) m", [14, 35]],
  ])('what no plan can see: %s', async (text, starts) => {
    const parsed = await parser().parse(text, 'postgres')
    expect(parsed.ok && parsed.shape.unseen.map(({ start }) => start)).toEqual(starts)
  })

  it.each([
    ['selec 1', 'sql.syntax', 0],
    ['select é, from t', 'sql.syntax', 10],
    ['select 1; select 2', 'sql.not_one_select', 10],
    ['insert into t select 1', 'sql.not_one_select', 0],
    ['with a as (delete from t returning *) select * from a', 'sql.not_one_select', 5],
    ['select 1 into x', 'sql.not_one_select', 0],
    ['select $1', 'sql.syntax', 7],
    ['', 'sql.not_one_select', 0],
    [' -- nothing\n', 'sql.not_one_select', 0],
  ])('%j is refused at its place', async (text, code, offset) => {
    expect(await parser().parse(text, 'postgres')).toMatchObject({ ok: false, code, offset })
  })
})
