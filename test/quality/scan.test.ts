import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { openDuckdb } from '../../action/warehouses/duckdb.ts'
import { jensenShannon, mostChanged, populationStability, type Share } from '../../recipes-schema/quality/divergence.ts'
import { type Asked, planScan, sharingOf } from '../../recipes-schema/quality/scan.ts'
import { scratchForFile } from '../support/scratch.ts'
import { type Bench, checkOn, nodeWith } from './kinds.ts'

describe('how scans are shared', () => {
  const condition = (text: string, where: string | null = null): Asked => ({
    question: { type: 'condition', condition: text },
    where,
  })
  const count: Asked = { question: { type: 'aggregates', aggregates: { rows: 'count(*)' } }, where: null }
  const heavy: Asked = {
    question: { type: 'aggregates', aggregates: { n: 'count(DISTINCT x)' }, heavy: true, alone: 'SELECT 1 AS n' },
    where: null,
  }
  const own: Asked = { question: { type: 'statement', statement: 'SELECT 2 AS failures' }, where: null }
  const all = [condition('x IS NULL'), condition('y < 0', 'z = 1'), count, heavy, own]

  it.each([
    ['all', 2],
    ['light', 3],
    ['apart', 5],
  ] as const)('%s: %s statements', (sharing, statements) => {
    const planned = planScan('t', all, sharing)
    expect(planned).toHaveLength(statements)
    // Each question is answered once.
    expect(planned.flatMap(({ answers }) => answers.map(({ asked }) => asked)).sort()).toEqual([0, 1, 2, 3, 4])
  })

  it('the same aggregate is computed once', () => {
    const [one] = planScan('t', [condition('x IS NULL'), condition('y IS NULL'), count], 'all')
    expect(one?.sql.match(/count\(\*\)(?! FILTER)/g)).toHaveLength(1)
  })

  it.each([
    ['duckdb', 1000, false, 'all'],
    ['duckdb', 10_000_000, false, 'apart'],
    ['duckdb', 10_000_000, true, 'all'],
    ['postgres', 1000, false, 'light'],
    ['trino', 10_000_000, false, 'all'],
  ] as const)('%s, %s rows, view %s: %s', (dialect, rows, isView, sharing) => {
    expect(sharingOf(dialect, { rows, isView })).toBe(sharing)
  })
})

describe('uniqueness', () => {
  let bench: Bench
  beforeAll(async () => {
    const path = join(await scratchForFile(), 'w.duckdb')
    const warehouse = await openDuckdb(path, { waitMs: 0, onWait: () => {}, signal: new AbortController().signal })
    bench = { warehouse, schema: 'main' }
  })

  it('is what counting says, whether it was proved by a rise or not', async () => {
    const node = await nodeWith(['unique: id', 'unique: [id, customer]'])
    const value = fc.option(fc.integer({ min: 0, max: 30 }), { freq: 6 })
    const rows = fc.array(fc.tuple(value, fc.integer({ min: 0, max: 2 })), { maxLength: 25 })
    const sorted = rows.map((all) => [...all].sort(([a], [b]) => (a ?? -1) - (b ?? -1)))
    await fc.assert(
      fc.asyncProperty(fc.oneof(rows, sorted), async (all) => {
        const values = all.map(([id, customer]) => `(${id ?? 'NULL'}, ${customer})`).join(', ')
        const from = all.length === 0 ? '(SELECT 1, 1 WHERE false)' : `(VALUES ${values})`
        await bench.warehouse.ledger.rows(`CREATE OR REPLACE TABLE orders AS SELECT * FROM ${from} AS v(id, customer)`)
        // As if it were large, so that proofs are tried.
        const { tests } = await checkOn(bench, node, { rows: 1_000_000 })
        const present = all.filter(([id]) => id !== null)
        const keys = [present.map(([id]) => String(id)), present.map((row) => row.join())]
        expect(tests.map(({ failures }) => failures)).toEqual(keys.map((one) => one.length - new Set(one).size))
      }),
      { numRuns: 60, seed: 7 },
    )
  })
})

describe('how far two distributions are apart', () => {
  const shares = (pairs: readonly (readonly [number, number])[]): Share[] =>
    pairs.map(([ours, theirs], index) => ({ name: `c${index}`, ours, theirs }))

  it.each([
    [
      'equal',
      [
        [10, 100],
        [20, 200],
      ],
      0,
      0,
    ],
    [
      'nothing in common',
      [
        [1000, 0],
        [0, 1000],
      ],
      15.2,
      1,
    ],
    // (0.6 - 0.4) ln(0.6 / 0.4) x 2, half a row apart.
    [
      'a shift',
      [
        [6000, 4000],
        [4000, 6000],
      ],
      0.1622,
      0.02905,
    ],
  ] as const)('%s', (_, pairs, psi, js) => {
    expect(populationStability(shares(pairs))).toBeCloseTo(psi, psi > 1 ? 0 : 3)
    expect(jensenShannon(shares(pairs))).toBeCloseTo(js, 4)
  })

  it('an empty side is compared with nothing', () => {
    expect(populationStability(shares([[0, 5]]))).toBeNull()
    expect(jensenShannon(shares([[5, 0]]))).toBeNull()
    expect(populationStability([])).toBeNull()
  })

  it('names what moved most', () => {
    expect(
      mostChanged(
        shares([
          [50, 10],
          [50, 90],
        ]),
      ),
    ).toMatchObject({ name: 'c0', ours: 0.5, theirs: 0.1 })
  })

  it('are never less than 0, and the same from both sides', () => {
    const counts = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(counts, (pairs) => {
        const turned = pairs.map(([a, b]) => [b, a] as const)
        const js = jensenShannon(shares(pairs))
        if (js === null) return
        expect(js).toBeGreaterThanOrEqual(0)
        expect(js).toBeLessThanOrEqual(1)
        expect(jensenShannon(shares(turned))).toBeCloseTo(js, 10)
        expect(populationStability(shares(pairs)) ?? 0).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 200, seed: 3 },
    )
  })
})
