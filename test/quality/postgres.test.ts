import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openPostgres } from '../../action/warehouses/postgres.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'
import { postgresForFile } from '../support/postgres.ts'
import { kindCases } from './kind-cases.ts'
import { type Bench, checkAll, checkOn, expectCase, lay, nodeWith } from './kinds.ts'

const server = postgresForFile()
let url: string

beforeAll(async () => {
  url = await server.database()
  const warehouse = await openPostgres(url, { waitMs: 0 })
  await lay({ warehouse, schema: 'kinds' })
  await warehouse.close()
})

async function bench(): Promise<Bench> {
  const warehouse: Warehouse = await openPostgres(url, { waitMs: 0 })
  onTestFinished(() => warehouse.close())
  return { warehouse, schema: 'kinds' }
}

describe('in PostgreSQL', () => {
  it('every test finds what it is for', async () => {
    for (const [one, result] of await checkAll(await bench())) expectCase(one, result)
  })

  it('of nothing, a promise about rows is kept', async () => {
    for (const [one, result] of await checkAll(await bench(), { relation: 'nothing' }))
      if (one.state !== 'error')
        expect({ test: one.test, state: result.state, message: result.message }).toMatchObject({
          test: one.test,
          state: one.empty ?? 'passed',
        })
  })

  it('every query for failing rows can be run', async () => {
    const one = await bench()
    const results = await checkAll(one)
    expect(results).toHaveLength(kindCases.length)
    for (const [{ test }, { query }] of results)
      if (query !== undefined) expect(await one.warehouse.ledger.rows(query), test).not.toEqual([])
  })

  it.each([
    ['id = 3', 1],
    ['id = 6', 0],
  ])('uniqueness of added rows: %s', async (fresh, failures) => {
    const node = await nodeWith(['unique: id'])
    expect((await checkOn(await bench(), node, { fresh })).tests[0]).toMatchObject({ failures })
  })

  it('every measure takes its number', async () => {
    const node = await nodeWith(
      [],
      `row_count, null_rate: email, duplicate_rate: id, duplicate_rate: [customer, amount], { name: paid, rate: "status = 'paid'" },
       distinct_count: status, mean: amount, sum: amount, min: amount, max: amount, stddev: amount,
       quantile: { column: amount, at: 0.5 }, freshness: at_time, bytes, run_seconds, { name: spread, value: max(amount) - min(amount) }`,
    )
    const { measures, fault } = await checkOn(await bench(), node)
    expect(fault).toBeNull()
    const values = Object.fromEntries([...measures].map(([name, { value }]) => [name, value]))
    expect(values).toMatchObject({
      row_count: 5,
      null_rate_email: 0.2,
      duplicate_rate_id: 0.2,
      duplicate_rate_customer_amount: 0.25,
      paid: 0.6,
      distinct_count_status: 3,
      mean_amount: 17,
      sum_amount: 85,
      min_amount: -5,
      max_amount: 30,
      p50_amount: 20,
      freshness_at_time: 7200,
      run_seconds: null,
      spread: 35,
    })
    expect(values.stddev_amount).toBeCloseTo(14.832, 3)
    expect(values.bytes).toBeGreaterThan(0)
  })
})
