import { describe, expect, it } from 'vitest'
import { analyse, told as ask, schemas } from './support/told.ts'

const told = (text: string): Promise<string> => ask(text, 'duckdb')

describe('what decides the rows and each column', () => {
  it.each([
    // Expressions
    ['select a + b as x, 1 as one from t where s > 0', 'rows <- t.s | x <- t.a t.b | one <- -'],
    ['select case when a > 1 then b else $p end as x from t where s = $q', 'rows <- t.s $q | x <- t.a t.b $p'],
    [
      'select cast(a as date) as d, b between 1 and 2 and s in (1, a) as x from t',
      'rows <- t | d <- t.a | x <- t.a t.b t.s',
    ],
    ['select list_transform(s, lambda y: y + b) as x, s -> 0 as j from t', 'rows <- t | x <- t.b t.s | j <- t.s'],
    ['select s.x.y as z, t.s.x as q, T."A" as r from t', 'rows <- t | z <- t.s | q <- t.s | r <- t.a'],
    ['select -a as x, x + b as y from t', 'rows <- t | x <- t.a | y <- t.a t.b'],
    ['select -a as b, b as c from t', 'rows <- t | b <- t.a | c <- t.b'],
    // Grouping
    ['select count(*) as n from t', 'rows <- t | n <- -'],
    ['select sum(a) as x from t having max(b) > 1', 'rows <- t.b | x <- t.a'],
    ['select s, sum(b) filter (where a > 1) as x from t group by s', 'rows <- t.s | s <- t.s | x <- t.a t.b'],
    ["select date_trunc('week', a) as x, count(b) as n from t group by 1", 'rows <- t.a | x <- t.a | n <- t.b'],
    ['select a, count(*) as n from t group by all', 'rows <- t.a | a <- t.a | n <- -'],
    ['select a, grouping(a) as g from t group by rollup (a, b)', 'rows <- t.a t.b | a <- t.a | g <- t.a'],
    // Windows and order
    ['select a, rank() over (partition by b order by s) as r from t', 'rows <- t | a <- t.a | r <- t.b t.s'],
    ['select a from t qualify rank() over (order by s) = 1', 'rows <- t.s | a <- t.a'],
    ['select a, b as x from t order by x', 'rows <- t.b | a <- t.a | x <- t.b'],
    ['select a, b from t order by 2', 'rows <- t.b | a <- t.a | b <- t.b'],
    ['select a, b from t order by all', 'rows <- t.a t.b | a <- t.a | b <- t.b'],
    // Joins
    ['select t.a, v from t, w where s = k', 'rows <- t.s w.k | a <- t.a | v <- w.v'],
    ['select b, c from t left join u on t.a = u.a', 'rows <- t.a u.a | b <- t.b | c <- u.c'],
    ['select a, c from t full join u using (a)', 'rows <- t.a u.a | a <- t.a u.a | c <- u.c'],
    ['select * from t natural join u', 'rows <- t.a u.a | a <- t.a u.a | b <- t.b | s <- t.s | c <- u.c'],
    ['select a from t semi join u using (a)', 'rows <- t.a u.a | a <- t.a'],
    ['select x.a, y.b from t x join t y on x.a = y.b', 'rows <- t.a t.b | a <- t.a | b <- t.b'],
    ['select x.a, m from t x, (select max(v) as m from w where k = x.s)', 'rows <- t.s w.k | a <- t.a | m <- w.v'],
    // Subqueries and common table expressions
    ['select a from t where exists (select 1 from u where u.a = t.b)', 'rows <- t.b u.a | a <- t.a'],
    ['select a, (select max(v) from w where k = s) as m from t', 'rows <- t | a <- t.a | m <- w.k w.v t.s'],
    ['select a from t where b in (select c from u)', 'rows <- t.b u.c | a <- t.a'],
    ['with d as (select a, b as x from t where s > 0), e as (from d) select x from e', 'rows <- t.s | x <- t.b'],
    ['with d(x, y) as (select a, b from t) select y from d where x > 0', 'rows <- t.a | y <- t.b'],
    ['with t as (select c from u) select * from t', 'rows <- u | c <- u.c'],
    ['select p from (values (1, 2)) as v(p, q)', 'rows <- - | p <- -'],
    ['with recursive r(n) as (select 1 union all select n + 1 from r) select n from r', 'rows <- - | n <- -'],
    [
      'with recursive r as (select a, b from t union all select r.a, c from r join u using (a)) select b from r',
      'rows <- t.a t.b u.a u.c | b <- t.a t.b u.a u.c',
    ],
    // All columns decide, or none
    ['select distinct a, b from t', 'rows <- t.a t.b | a <- t.a | b <- t.b'],
    ['select a, b from t union all select a, c from u', 'rows <- t u | a <- t.a u.a | b <- t.b u.c'],
    ['select a from t union select c from u', 'rows <- t.a u.c | a <- t.a u.c'],
    ['select a from t except select c from u', 'rows <- t.a u.c | a <- t.a u.c'],
    // Stars
    ['from t', 'rows <- t | a <- t.a | b <- t.b | s <- t.s'],
    ['select u.*, b from t, u', 'rows <- t u | a <- u.a | c <- u.c | b <- t.b'],
    ['select * exclude (s) replace (-a as a) rename (b as x) from t', 'rows <- t | a <- t.a | x <- t.b'],
    // Unknown relations count whole where a name could be theirs
    ['select * from raw', 'rows <- raw | ? <- raw.*'],
    ['select x from raw where y', 'rows <- raw.* | x <- raw.*'],
    [
      'with r as (select *, 1 as one from raw) select x, one, t.a from r, t',
      'rows <- raw t | x <- raw.* | one <- raw.* | a <- t.a',
    ],
    ['select a, x from t, raw, log', 'rows <- t raw log | a <- t.a | x <- raw.* log.*'],
    ['select $p as x, -y as y from raw where x > 0 and y > 0', 'rows <- raw.* $p | x <- $p | y <- raw.*'],
    ['select a from t where b in (select x from raw)', 'rows <- t.b raw.* | a <- t.a'],
    ['select i, a from t, range(3) as r(i)', 'rows <- t | i <- - | a <- t.a'],
  ])('%s', async (text, expected) => {
    expect(await told(text)).toBe(expected)
  })
})

describe('where the engine has a choice, the result is one', () => {
  it.each([
    ['select a, row_number() over (order by b) as n from t', 'rows <- t | a <- t.a | n <- t.b !'],
    ['select a, sum(b) over (order by s rows 2 preceding) as x from t', 'rows <- t | a <- t.a | x <- t.b t.s !'],
    ['select a from t order by b limit 3', 'rows <- t.b | a <- t.a !'],
    ['select distinct on (a) b from t', 'rows <- t.a | b <- t.b !'],
    ['select first(a) as x from t group by b', 'rows <- t.b | x <- t.a !'],
    ['select a, uuid() as id from t', 'rows <- t | a <- t.a | id <- - !'],
    ['select a, current_date as day from t', 'rows <- t | a <- t.a | day <- - !'],
    ['select t.a from t asof join u on t.a >= u.c', 'rows <- t.a u.c | a <- t.a !'],
    ['select a from t tablesample 10%', 'rows <- t | a <- t.a !'],
  ])('%s', async (text, expected) => {
    expect(await told(text)).toBe(expected)
  })
})

describe('what cannot be proved is given up', () => {
  it.each([
    'select t from t',
    'select rowid from t',
    'select nobody from t',
    'select a from t, u',
    'select * exclude (nobody) from t',
    "select columns('a') from t",
    'select #1 from t',
    'select unnest(s) as x from t',
    'select my_macro(a) as x from t',
    'select my.sum(a) as x from t',
    'select (select sum(t.a)) as x from t',
    'select a from t natural join raw',
    'select a from t positional join w',
    'select x from raw as r(x)',
    "select a from read_csv('x.csv')",
    'with recursive r as (select * from raw union all select * from r) select x from r',
    'with recursive r as (select a from t union all select a, b from t, r) select a from r',
    'select a from t union all by name select c as a from u',
    'select a, b from t union all select a from u',
    'describe t',
  ])('%s', async (text) => {
    expect(await told(text)).toBe('gives up')
  })

  it('what is nested deeper than anybody writes', async () => {
    const sum = (terms: number): string => `select ${'1 + '.repeat(terms)}a as x from t`
    expect(await told(sum(50))).toBe('rows <- t | x <- t.a')
    expect(await told(sum(900))).toBe('gives up')
  })
})

/** The digests of rows and columns. */
async function digests(text: string, known = schemas): Promise<Record<string, string>> {
  const { columns } = await analyse(text, 'duckdb', known)
  if (columns === null) throw new Error(`nothing is known of ${text}`)
  const parts = columns.columns.map(({ name, canonical }) => [name, canonical])
  return { rows: columns.rows.canonical, ...Object.fromEntries(parts) }
}

describe('parts', () => {
  const same: [name: string, one: string, other: string][] = [
    ['an alias of a relation', 'select t.a from t where t.b > 1', 'select x.a from t as x where b > 1'],
    [
      'the name of a common table expression',
      'with d as (from t) select a from d',
      'with e as (from t) select e.a from e',
    ],
    ['an unused common table expression', 'select a from t', 'with d as (from u) select a from t'],
    ['a star written out', 'select * from u', 'select a, c from u'],
    [
      'the name of a column inside',
      'select y from (select a as y from t)',
      'select z as y from (select a as z from t)',
    ],
    ['the case of names', 'select SUM(A) as x from T', 'select sum(a) as x from t'],
  ]
  it.each(same)('stay with %s', async (_, one, other) => {
    expect(await digests(other)).toEqual(await digests(one))
  })

  const changed: [name: string, one: string, other: string, parts: string[]][] = [
    ['a column', 'select a, b as x from t', 'select a, b + 1 as x from t', ['x']],
    ['a name', 'select a as x from t', 'select a as X from t', ['x', 'X']],
    ['a field of a struct', 'select s.p as x from t', 'select s.q as x from t', ['x']],
    ['a field named after a column', 'select row(a) as x from t', 'select row(A) as x from t', ['x']],
    ['a column of what is unknown', 'select p as x from raw', 'select q as x from raw', ['x']],
    ['the other relation of a self-join', 'select x.b from t x, t y', 'select y.b from t x, t y', ['b']],
    ['the last of many digits', 'select 9007199254740993 as x', 'select 9007199254740992 as x', ['x']],
    ['a long decimal', 'select 0.12345678901234567891 as x', 'select 0.12345678901234567892 as x', ['x']],
    ['from every row to one', 'select 1 as x from t', 'select count(*) as x from t', ['rows', 'x']],
    ['a join', 'select b from t join u using (a)', 'select b from t left join u using (a)', ['rows']],
    ['a limit', 'select a from t limit 3', 'select a from t limit 4', ['rows']],
    ['DISTINCT', 'select distinct a, b from t', 'select distinct a, -b as b from t', ['rows', 'b']],
    [
      'inside a common table expression',
      'with d as (select a, b from t) select a, b from d',
      'with d as (select a, -b as b from t) select a, b from d',
      ['b'],
    ],
    [
      'correlation',
      'select (select max(v) from w where k = t.a) as x from t',
      'select (select max(v) from w where k = t.b) as x from t',
      ['x'],
    ],
  ]
  it.each(changed)('change with %s', async (_, one, other, parts) => {
    const [before, after] = [await digests(one), await digests(other)]
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    expect([...names].filter((name) => before[name] !== after[name])).toEqual(parts)
  })

  it('follow a name to where it is found: a column that appears goes before an alias and before the query around', async () => {
    const more = { ...schemas, t: ['a', 'b', 's', 'x'], u: ['a', 'c', 'b'] }
    const lateral = 'select -a as x, x + 1 as y from t'
    expect((await digests(lateral, more)).y).not.toBe((await digests(lateral)).y)
    const correlated = 'select a from t where exists (select 1 from u where c = b)'
    expect((await digests(correlated, more)).rows).not.toBe((await digests(correlated)).rows)
  })
})
