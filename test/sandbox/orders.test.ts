import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { project, shop } from '../support/project.ts'
import { type ShopWarehouse, shopWarehouse } from '../support/shop-warehouse.ts'

const recipe = `sources:
  people:
    file: "\${{ env.DATA }}/people.csv"
    sandbox: { sample: 50%, key: id, mask: { email: hash, name: "'x'" } }
  orders: { table: shop.orders, version: max(id), columns: { id: integer, person: integer } }
nodes:
  clean: { sql: "select id, email, name from people", tests: [{ unique: id }] }
  untouched: { sql: "select count(*) as n from people" }
  joined: { sql: sql/joined.sql }
`
const joined = 'select name, email, count(*) as n from clean join orders on person = clean.id group by all'
const at = (sql = joined): ReturnType<typeof project> => project(shop(recipe, { joined: sql }))
const secret = { GALLEY_MASK_SECRET: 'a long enough secret' }

async function filled(): Promise<ShopWarehouse> {
  const one = await shopWarehouse()
  const people = Array.from({ length: 100 }, (_, id) => `${id},p${id}@example.com,Person ${id}`)
  await writeFile(join(one.folder, 'people.csv'), `id,email,name\n${people.join('\n')}\n`)
  await one.rows('create schema shop')
  await one.rows(
    'create table shop.orders as select g::integer as id, (g % 100)::integer as person, 1 as secret from range(300) t(g)',
  )
  return one
}

describe('a kitchen over a sandboxed source', () => {
  it('makes again what it reads over masked data, and nothing else', async () => {
    const one = await filled()
    const env = { ...process.env, DATA: one.folder, ...secret }
    const base = await at()
    expect(await one.produce(base, { env })).toMatchObject({ verdict: 'pass' })
    expect(await one.rows("select count(*) as n from analytics.clean where email like '%@%'")).toEqual([{ n: 100 }])

    const head = await at(joined.replace('count(*) as n', 'count(*) + 0 as n'))
    const cooked = await one.cook(base, head, { env })
    expect(cooked.verdict).toBe('pass')
    const states = Object.fromEntries(cooked.nodes.map((node) => [node.node, node.state]))
    expect(states).toEqual({ clean: 'succeeded', untouched: 'reused', joined: 'succeeded' })
    const [seen] = await one.rows(
      "select count(*) as n, count(*) filter (email like '%@%') as shown, min(name) as name, sum(n) as rows from analytics__pr_1.joined",
    )
    expect(seen).toMatchObject({ shown: 0, name: 'x' })
    expect(Number(seen?.n)).toBeGreaterThan(20)
    expect(Number(seen?.n)).toBeLessThan(80)
    // Every order of a sampled person is there: the join has lost nothing.
    expect(Number(seen?.rows)).toBe(3 * Number(seen?.n))

    const promoted = await one.produce(head, { env, kind: 'promote' })
    expect(promoted).toMatchObject({
      verdict: 'pass',
      promotion: { road: 'rebuild', why: 'sandboxed', bound: ['shop.joined'] },
    })
    expect(await one.rows("select count(*) as n from analytics.joined where email like '%@%'")).toEqual([{ n: 100 }])
  })

  it('needs a secret to hash with, which is no part of any name or log', async () => {
    const one = await filled()
    const [base, head] = [await at(), await at(`${joined} having true`)]
    const env = { ...process.env, DATA: one.folder }
    await one.produce(base, { env })
    await expect(one.cook(base, head, { env })).rejects.toMatchObject({ code: 'sandbox.salt', exit: 2 })
    await one.cook(base, head, { env: { ...env, ...secret } })
    const first = await one.rows('select min(email) as e from analytics__pr_1.joined')
    await one.cook(base, head, { env: { ...env, GALLEY_MASK_SECRET: 'another long secret' } })
    expect(await one.rows('select min(email) as e from analytics__pr_1.joined')).not.toEqual(first)
    expect(JSON.stringify([one.progress, await one.rows('select * from galley.builds')])).not.toContain('long enough')
  })
})

describe('a source that is a table', () => {
  it('is read where it is, by its declared columns, and built anew when its version moves', async () => {
    const one = await filled()
    const env = { ...process.env, DATA: one.folder, ...secret }
    const head = await at()
    await one.produce(head, { env })
    expect((await one.produce(head, { env })).promotion).toMatchObject({ road: 'none' })
    await one.rows('insert into shop.orders values (300, 0, 1)')
    const again = await one.produce(head, { env })
    expect(again.nodes.map((node) => `${node.node}:${node.state}`)).toEqual([
      'clean:reused',
      'untouched:reused',
      'joined:succeeded',
    ])
    expect(await one.rows("select n from analytics.joined where name = 'Person 0'")).toEqual([{ n: 4 }])
    const secretRead = await at('select secret from orders')
    expect(await one.produce(secretRead, { env })).toMatchObject({ verdict: 'fail' })
  })

  it('moves on under a kitchen: promotion builds on what is there now', async () => {
    const one = await filled()
    const env = { ...process.env, DATA: one.folder, ...secret }
    const counting = (sql: string): ReturnType<typeof project> =>
      project(shop(recipe.replace(/ {2}joined.*\n/, '  counted: { sql: sql/counted.sql }\n'), { counted: sql }))
    const [base, head] = [
      await counting('select count(*) as n from orders'),
      await counting('select count(*) + 0 as n from orders'),
    ]
    await one.produce(base, { env })
    await one.cook(base, head, { env })
    expect(await one.produce(head, { env, kind: 'promote' })).toMatchObject({ promotion: { road: 'swap', why: null } })
    const later = await counting('select count(*) + 1 as n from orders')
    await one.cook(head, later, { env })
    await one.rows('insert into shop.orders values (300, 0, 1)')
    const promoted = await one.produce(later, { env, kind: 'promote' })
    expect(promoted.promotion).toMatchObject({ road: 'rebuild', why: 'sources_moved' })
    expect(await one.rows('select n from analytics.counted')).toEqual([{ n: 302 }])
  })

  it('says that it is not there', async () => {
    const one = await filled()
    await one.rows('drop table shop.orders')
    const env = { ...process.env, DATA: one.folder, ...secret }
    await expect(one.produce(await at(), { env })).rejects.toMatchObject({ code: 'source.version', exit: 2 })
  })
})
