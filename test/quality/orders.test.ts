import { describe, expect, it } from 'vitest'
import { decodeReport } from '../../recipes-schema/order/decode.ts'
import { project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

const source = 'sources: { raw: { file: "${{ env.DATA }}/raw.csv" } }\n'
const at = (sql: string, tests: string) =>
  project(
    shop(`${source}nodes:\n  a:\n    sql: "${sql}"\n    tests:\n      - ${tests}\n  b: { sql: select * from a }\n`),
  )

describe('tests in orders', () => {
  it('compare a kitchen with production, and production with what it was', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1, 2, 3, 4])
    const test = 'row_count: { equals: production, within: 10% }'
    const base = await at('select * from raw', test)
    const first = await shopful.produce(base)
    expect(first.tests[0]).toMatchObject({
      state: 'skipped',
      message: expect.stringContaining('production has no such node yet'),
    })
    expect(first.verdict).toBe('pass')
    // Compared with itself it is not looked at again.
    expect((await shopful.produce(base)).tests).toEqual([])

    const kitchen = await shopful.cook(base, await at('select * from raw where id < 4', test))
    expect(kitchen).toMatchObject({
      verdict: 'fail',
      tests: [
        { state: 'failed', failures: 1, total: 4, message: '3 rows, 1 fewer than the 4 of production, 10% allowed' },
      ],
    })
    expect(kitchen.nodes.map(({ node, state }) => `${node} ${state}`)).toEqual(['a succeeded', 'b skipped'])

    await shopful.deliver([1, 2])
    expect(await shopful.produce(base)).toMatchObject({ verdict: 'fail', promotion: null, tests: [{ failures: 2 }] })
  })

  it('a kitchen’s comparison is made again when production has moved on', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1, 2, 3, 4])
    const test = 'row_count: { equals: production, within: 1 }'
    const [base, head] = [await at('select * from raw', test), await at('select * from raw where id < 4', test)]
    await shopful.produce(base)
    expect((await shopful.cook(base, head)).verdict).toBe('pass')
    const swapped = await shopful.produce(head, { kind: 'promote' })
    // Nothing has moved: it is not tested again.
    expect(swapped).toMatchObject({ verdict: 'pass', tests: [], promotion: { road: 'swap' } })
    const less = await at('select * from raw where id < 3', test)
    expect((await shopful.cook(head, less)).tests[0]).toMatchObject({ state: 'passed' })
  })

  it('warn, allow and show what the recipe says', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1, 2, 3, 4])
    const tests =
      'check: id <> 2\n        severity: warning\n        samples: true\n      - check: id < 3\n        fail_if: "> 50%"\n      - check: id > 3\n        where: id > 3\n        severity: log'
    const report = await shopful.produce(await at('select * from raw', tests))
    expect(report.verdict).toBe('warn')
    expect(report.tests).toMatchObject([
      {
        state: 'failed',
        severity: 'warning',
        failures: 1,
        total: 4,
        samples: { columns: ['id', 'amount'], rows: [['2', '20']] },
      },
      { state: 'passed', failures: 2, message: '2 of 4 rows where this is not true: id < 3 (fails above 50 %)' },
      { state: 'passed', failures: 0 },
    ])
    expect(report.tests[1]).not.toHaveProperty('samples')
    expect(decodeReport(JSON.parse(JSON.stringify(report))).ok).toBe(true)
    // The query for the failing rows is one for whoever may read the warehouse.
    expect(await shopful.rows(report.tests[0]?.query ?? '')).toEqual([{ id: 2, amount: 20 }])
  })

  it('another condition or threshold is tested again, and builds nothing', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1, 2, 3, 4])
    const base = await at('select * from raw', 'check: id < 3\n        fail_if: "> 50%"')
    await shopful.produce(base)
    const stricter = await shopful.cook(base, await at('select * from raw', 'check: id < 3\n        fail_if: "> 25%"'))
    expect(stricter).toMatchObject({ verdict: 'fail', tests: [{ failures: 2, state: 'failed' }] })
    expect(stricter.nodes[0]?.state).toBe('reused')
    const narrower = await shopful.cook(base, await at('select * from raw', 'check: id < 3\n        where: id < 3'))
    expect(narrower).toMatchObject({ verdict: 'pass', tests: [{ failures: 0 }] })
  })
})
