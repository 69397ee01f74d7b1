import { describe, expect, it } from 'vitest'
import { destroyKitchen } from '../../action/ledger/destroy.ts'
import { readEnvironment, readVersions } from '../../action/ledger/environments.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

const recipe = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged: { sql: sql/staged.sql, tests: [{ unique: id }, { not_null: id }] }
  total: { sql: sql/total.sql, measures: [{ name: total, value: max(total) }] }
  seen: { sql: sql/seen.sql, materialized: view, with: { least: 2 } }
  notice: { inputs: [], run: 'echo "text=$TOTAL in $WHERE" >> "$GITHUB_OUTPUT"', needs: [total], env: { TOTAL: "\${{ measures.total.total }}", WHERE: production } }
`
const sql = {
  staged: 'select id, amount from raw',
  total: 'select sum(amount) as total from staged',
  seen: 'select id -- $least\nfrom staged where id >= $least',
}
const at = (edits: Partial<typeof sql> = {}): Promise<Project> => project(shop(recipe, { ...sql, ...edits }))
const states = (report: Report): string => report.nodes.map((node) => `${node.node}:${node.state}`).join(' ')

describe('production', () => {
  it('is built, tested, measured and given its names', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1, 2, 3])
    const report = await shopful.produce(await at())
    expect(states(report)).toBe('staged:succeeded total:succeeded seen:succeeded notice:succeeded')
    expect(report.verdict).toBe('pass')
    expect(report.promotion).toMatchObject({ road: 'rebuild', from_version: 0, to_version: 1 })
    expect(await shopful.rows('select total from analytics.total')).toEqual([{ total: 60 }])
    expect(await shopful.rows('select id from analytics.seen order by id')).toEqual([{ id: 2 }, { id: 3 }])
    const outputs = await shopful.rows("select outputs from galley.builds where node = 'shop.notice'")
    expect(outputs).toEqual([{ outputs: '{"text":"60 in production"}' }])
  })

  it('does nothing when nothing is new, and follows new data', async () => {
    const shopful = await shopWarehouse()
    const head = await at()
    await shopful.deliver([1, 2])
    await shopful.produce(head)
    const again = await shopful.produce(head)
    expect(states(again)).toBe('staged:reused total:reused seen:reused notice:reused')
    expect(again.promotion).toMatchObject({ road: 'none', to_version: 1 })
    await shopful.deliver([1, 2, 3, 4])
    expect((await shopful.produce(head)).promotion).toMatchObject({ to_version: 2 })
    expect(await shopful.rows('select total from analytics.total')).toEqual([{ total: 100 }])
  })

  it('stays as it was when a stop test fails: what is downstream is skipped, no name moves', async () => {
    const shopful = await shopWarehouse()
    const head = await at()
    await shopful.deliver([1, 2])
    await shopful.produce(head)
    await shopful.deliver([1, 2, 2])
    const report = await shopful.produce(head)
    expect(report.verdict).toBe('fail')
    expect(states(report)).toBe('staged:succeeded total:skipped seen:skipped notice:skipped')
    expect(report.reasons[0]).toMatchObject({ code: 'test_failed', subject: 'shop.staged: unique(id)' })
    expect(report.promotion).toBeNull()
    expect(await shopful.rows('select total from analytics.total')).toEqual([{ total: 30 }])
    expect((await readEnvironment(shopful.warehouse, 'production')).version).toBe(1)
  })

  it('a failing query is reported at the line of its own file, and others go on', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const report = await shopful.produce(await at({ total: '-- sums\nselect\n  sum(amuont) as total\nfrom staged' }))
    expect(states(report)).toBe('staged:succeeded total:failed seen:succeeded notice:skipped')
    const total = report.nodes.find((node) => node.node === 'total')
    expect(total?.error).toMatchObject({
      code: 'sql.failed',
      location: { file: 'recipes/shop/sql/total.sql', line: 3 },
    })
    expect(
      await shopful.rows("select count(*) as n from information_schema.tables where table_schema = 'analytics'"),
    ).toEqual([{ n: 0 }])
  })

  it('says that a source is missing', async () => {
    const shopful = await shopWarehouse()
    await expect(shopful.produce(await at())).rejects.toMatchObject({ code: 'source.missing', exit: 3 })
  })

  it('a node that is gone loses its name', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    await shopful.produce(await at())
    const less = await project(shop(recipe.replace(/ {2}seen:.*\n/, ''), { staged: sql.staged, total: sql.total }))
    expect((await shopful.produce(less)).promotion).toMatchObject({ unbound: ['shop.seen'], to_version: 2 })
    await expect(shopful.rows('select * from analytics.seen')).rejects.toThrow('seen')
  })
})

describe('a kitchen', () => {
  const changed = { total: 'select sum(amount) + 1 as total from staged' }

  it('builds what the change causes and reads the rest from production', async () => {
    const shopful = await shopWarehouse()
    const [base, head] = [await at(), await at(changed)]
    await shopful.deliver([1, 2])
    await shopful.produce(base)
    await shopful.deliver([1, 2, 3, 4, 5])
    const report = await shopful.cook(base, head)
    expect(states(report)).toBe('staged:reused total:succeeded seen:reused notice:succeeded')
    // Pinned to production's data: the delivery since then is not looked at.
    expect(await shopful.rows('select total from analytics__pr_1.total')).toEqual([{ total: 31 }])
    expect(await shopful.rows('select total from analytics.total')).toEqual([{ total: 30 }])
    const names = await shopful.rows(
      "select table_name from information_schema.tables where table_schema = 'analytics__pr_1'",
    )
    expect(names).toEqual([{ table_name: 'total' }])
  })

  it('cooked again reuses its builds and tests them again', async () => {
    const shopful = await shopWarehouse()
    const [base, head] = [await at(), await at({ staged: 'select id, amount + 1 as amount from raw' })]
    await shopful.deliver([1])
    await shopful.produce(base)
    await shopful.cook(base, head)
    const again = await shopful.cook(base, head)
    expect(states(again)).toBe('staged:reused total:reused seen:reused notice:reused')
    expect(again.tests.map((test) => test.state)).toEqual(['passed', 'passed'])
  })

  it('is promoted by moving pointers: nothing is computed, and rollback moves them back', async () => {
    const shopful = await shopWarehouse()
    const [base, head] = [await at(), await at(changed)]
    await shopful.deliver([1, 2])
    await shopful.produce(base)
    await shopful.cook(base, head)
    const promoted = await shopful.produce(head, { kind: 'promote' })
    expect(states(promoted)).toBe('staged:reused total:reused seen:reused notice:reused')
    expect(promoted.promotion).toMatchObject({ road: 'swap', to_version: 2, bound: ['shop.notice', 'shop.total'] })
    expect(await shopful.rows('select total from analytics.total')).toEqual([{ total: 31 }])
    expect((await readVersions(shopful.warehouse, 'production')).map((one) => one.kind)).toEqual(['promote', 'run'])
    const before = await readEnvironment(shopful.warehouse, 'production', 1)
    expect(before.bound.size).toBe(5)
  })

  it('is not promoted when its content was altered since it was tested', async () => {
    const shopful = await shopWarehouse()
    const [base, head] = [await at(), await at(changed)]
    await shopful.deliver([1, 2])
    await shopful.produce(base)
    const cooked = await shopful.cook(base, head)
    const relation = cooked.nodes.find((node) => node.node === 'total')?.relation
    await shopful.rows(`update ${relation} set total = 1000000`)
    await expect(shopful.produce(head, { kind: 'promote' })).rejects.toMatchObject({ code: 'build.altered', exit: 4 })
    expect((await readEnvironment(shopful.warehouse, 'production')).version).toBe(1)
  })

  it('a comment and a reformat run nothing', async () => {
    const shopful = await shopWarehouse()
    const base = await at()
    await shopful.deliver([1])
    await shopful.produce(base)
    const report = await shopful.cook(
      base,
      await at({ total: '/* the sum */ SELECT SUM(amount)\n  AS total FROM staged' }),
    )
    expect(report.reasons).toEqual([
      { code: 'nothing_to_run', subject: 'order', message: 'The plan is empty: nothing had to run.' },
    ])
    expect(states(report)).toBe('staged:reused total:reused seen:reused notice:reused')
  })

  it('removed, it leaves nothing of its own and production whole', async () => {
    const shopful = await shopWarehouse()
    const [base, head] = [await at(), await at(changed)]
    await shopful.deliver([1, 2])
    await shopful.produce(base)
    await shopful.cook(base, head)
    expect(await destroyKitchen(shopful.warehouse, 'pr_1', 'analytics__pr_1')).toEqual({ names: 2, builds: 2 })
    expect(await destroyKitchen(shopful.warehouse, 'pr_1', 'analytics__pr_1')).toEqual({ names: 0, builds: 0 })
    expect(await shopful.rows('select total from analytics.total')).toEqual([{ total: 30 }])
  })

  it('removed after its promotion, production keeps the builds', async () => {
    const shopful = await shopWarehouse()
    const [base, head] = [await at(), await at(changed)]
    await shopful.deliver([1, 2])
    await shopful.produce(base)
    await shopful.cook(base, head)
    await shopful.produce(head, { kind: 'promote' })
    expect(await destroyKitchen(shopful.warehouse, 'pr_1', 'analytics__pr_1')).toEqual({ names: 2, builds: 0 })
    expect(await shopful.rows('select total from analytics.total')).toEqual([{ total: 31 }])
  })
})

describe('the charts', () => {
  it("judge a kitchen against production's history, which kitchens never enter", async () => {
    const shopful = await shopWarehouse()
    const base = await at()
    for (let day = 0; day < 21; day++) {
      await shopful.deliver([1, 2, 3 + (day % 3)])
      await shopful.produce(base)
    }
    const head = await at({ total: 'select sum(amount) * 5 as total from staged' })
    const first = await shopful.cook(base, head)
    expect(first.verdict).toBe('fail')
    expect(first.measures[0]).toMatchObject({ state: 'established', signal: { rule: 'beyond_3s', severity: 'fail' } })
    expect(first.measures[0]?.chart?.points).toHaveLength(22)
    const second = await shopful.cook(base, head)
    expect(second.measures[0]?.center).toBe(first.measures[0]?.center)
    expect(
      await shopful.rows("select count(*) as n from information_schema.tables where table_schema = 'analytics__pr_1'"),
    ).toEqual([{ n: 0 }])
  })
})
