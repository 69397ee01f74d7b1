import { describe, expect, it } from 'vitest'
import { columnsOf } from '../../recipes-schema/sql/columns/index.ts'
import { rewrite } from '../../recipes-schema/sql/rewrite.ts'
import { parser } from '../support/project.ts'

async function shapeOf(
  text: string,
): Promise<Extract<Awaited<ReturnType<Awaited<ReturnType<typeof parser>>['parse']>>, { ok: true }>['shape']> {
  const parsed = await parser().parse(text, 'duckdb')
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.shape
}

describe('the relations of a query', () => {
  it.each([
    ['select * from a', ['a']],
    ['from a', ['a']],
    ['select * from a, b as x join s.c using (id)', ['a', 'b', 's.c']],
    ['with a as (select 1) select * from a, b', ['b']],
    ['with a as (select * from a) select * from a', ['a']],
    ['with recursive t as (select 1 as n union all select n + 1 from t) select * from t, u', ['u']],
    ['select (select max(x) from inner_one i where i.id = o.id) from outer_one o', ['inner_one', 'outer_one']],
    ['select * from a where id in (select id from b where exists (select 1 from c))', ['a', 'b', 'c']],
    ['select * from a join lateral (select * from b where b.id = a.id) l on true', ['a', 'b']],
    ['select 1 from a union all select 2 from b except select 3 from c', ['a', 'b', 'c']],
    ['select * from "Odd ""name" join "s p"."t t" on true', ['Odd "name', 's p.t t']],
    ['select * from range(3) r, unnest([1, 2]) u, (values (1)) v(x)', []],
    ["select 'from b' as text -- from c\nfrom a /* from d */", ['a']],
    ['select a.x, é.y from a join "é" on true', ['a', 'é']],
  ])('%s', async (text, names) => {
    const { reads } = await shapeOf(text)
    expect(reads.map((read) => (read.schema === null ? read.name : `${read.schema}.${read.name}`))).toEqual(names)
  })
})

describe('a rewritten query', () => {
  it.each([
    ['select o.id from orders o', 'select o.id from B.orders o'],
    ['select orders.id from orders', 'select orders.id from B.orders AS "orders"'],
    ['-- é 😀\nselect *\n  from orders -- mine\n', '-- é 😀\nselect *\n  from B.orders AS "orders" -- mine\n'],
    ['select * from analytics . "orders" tablesample 10%', 'select * from B.orders AS "orders" tablesample 10%'],
    [
      "select $n, '$n', \"$n\", e'\\'$n' /* $n */ from orders o where x = $n -- $n",
      "select 7, '$n', \"$n\", e'\\'$n' /* $n */ from B.orders o where x = 7 -- $n",
    ],
  ])('%s', async (text, expected) => {
    const shape = await shapeOf(text)
    expect(rewrite(text, shape, { relation: (read) => `B.${read.name}`, parameter: () => '7' })).toBe(expected)
  })
})

describe('the canonical form', () => {
  const canonical = async (text: string): Promise<string> => (await shapeOf(text)).canonical
  it.each([
    ['select a,b from t', 'SELECT a ,\n  b -- both\nFROM t'],
    ['select sum(x) from t', 'select SUM(x) from t'],
  ])('%s is %s', async (one, other) => {
    expect(await canonical(one)).toBe(await canonical(other))
  })
  it.each([
    ['select a from t', 'select b from t'],
    ["select 'a  b'", "select 'a b'"],
    ["select 'SUM'", "select 'sum'"],
    ['select 1', 'select 1.0'],
    ['select * from t where a and b or c', 'select * from t where a and (b or c)'],
  ])('%s is not %s', async (one, other) => {
    expect(await canonical(one)).not.toBe(await canonical(other))
  })
})

it('what is nested deeper than the stack is refused or taken whole, never a crash', async () => {
  for (const text of [
    `select ${'('.repeat(900)}1${')'.repeat(900)}`,
    `select ${'case when true then '.repeat(900)}1${' end'.repeat(900)} as x`,
  ]) {
    const parsed = await parser().parse(text, 'duckdb')
    if (parsed.ok) columnsOf(parsed.shape, () => null)
    else expect(parsed.code).toMatch(/^sql\./)
  }
})
