import { describe, expect, test } from 'vitest'
import { assemble } from '../../app/checks/budget.ts'
import { dataDiff, dataDiffLine } from '../../app/checks/data-diff.ts'
import { fitDiffs } from '../../recipes-schema/diff/fit.ts'
import type { ColumnDiff, ComparedNode, NodeDiff } from '../../recipes-schema/diff/types.ts'
import { decodeReport } from '../../recipes-schema/order/decode.ts'
import { anOrder, aReport } from './support/orders.ts'

const frame = { recipe: 'flights', outcome: 'compared', samples: null } as const
const sameSchema: ComparedNode['schema'] = { added: [], removed: [], retyped: [], reordered: false }

const delay: ColumnDiff = {
  name: 'arrival_delay',
  type: { production: 'INTEGER', kitchen: 'DOUBLE' },
  changed: 431,
  production: { nulls: 0, distinct: 310, min: -60, max: 922, mean: 8.53, quantiles: [-22, -10, -2, 12, 75] },
  kitchen: { nulls: 12, distinct: 311, min: -60, max: 922, mean: 9.1, quantiles: [-22, -10, -1, 13, 78] },
  distribution: { edges: [-25, 0, 25, 50], production: [9000, 4000, 2004], kitchen: [8800, 4100, 2110] },
}

const arrivals: ComparedNode = {
  ...frame,
  node: 'arrivals',
  schema: {
    ...sameSchema,
    added: [{ name: 'metro|area', type: 'VARCHAR' }],
    retyped: [{ name: 'arrival_delay', from: 'INTEGER', to: 'DOUBLE' }],
  },
  matching: { by: 'key', columns: ['flight_id'], from: 'unique' },
  rows: { production: 15_004, kitchen: 15_010, added: 12, removed: 6, changed: 431 },
  columns: [delay],
  notes: [
    {
      code: 'key_not_unique',
      message: 'The key (flight_id) is not unique: the rows of 3 repeated keys are compared whole.',
    },
  ],
}

const diffs: readonly NodeDiff[] = [
  arrivals,
  {
    ...arrivals,
    node: 'by_hour',
    schema: sameSchema,
    rows: { production: 24, kitchen: 24, added: 0, removed: 0, changed: 0 },
    columns: [],
    notes: [],
  },
  { recipe: 'flights', node: 'metro', outcome: 'new', rows: 51, columns: [{ name: 'state', type: 'VARCHAR' }] },
  { recipe: 'flights', node: 'old', outcome: 'removed', rows: 3 },
  {
    recipe: 'flights',
    node: 'people',
    outcome: 'not_compared',
    reason: { code: 'time', message: 'there was no time left for it. @everybody <img>' },
  },
]

describe('what changes in the data', () => {
  test('is told by node and by column', async () => {
    const text = assemble(dataDiff(diffs))
    await expect(`${text}\n\n--- comment ---\n\n${dataDiffLine(diffs)}\n`).toMatchFileSnapshot('golden/data-diff.md')
  })

  test('is said to be nothing, or left out where nothing was compared', () => {
    const same = diffs.filter((diff) => diff.node === 'by_hour')
    expect(assemble(dataDiff(same))).toContain('Nothing: 1 node was built anew')
    expect(dataDiffLine(same)).toBe('nothing: built anew, the same rows')
    expect([dataDiff([]), dataDiffLine([])]).toEqual([[], null])
  })

  test('is cut at whole rows when there is too much of it', () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({ ...arrivals, node: `node_${index}` }))
    const text = assemble(dataDiff(many))
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_000)
    expect(text).toMatch(/… and [\d,]+ more nodes; `galley diff` shows all of them\./)
    for (const line of text.split('\n').filter((one) => one.startsWith('|'))) expect(line.endsWith('|')).toBe(true)
  })

  test('fits a report whatever its size, and keeps the counts', () => {
    const wide = {
      ...arrivals,
      columns: Array.from({ length: 400 }, (_, at) => ({ ...delay, name: `${'ü'.repeat(500)}${at}` })),
    }
    const many = Array.from({ length: 3000 }, (_, index) => ({ ...wide, node: `node_${index}` }))
    const fitted = fitDiffs(many)
    expect(JSON.stringify(fitted).length).toBeLessThan(2_000_000)
    expect(fitted.at(-1)).toMatchObject({ rows: arrivals.rows, columns: [] })
    const decoded = decodeReport(aReport(anOrder(), { diffs: fitted }))
    expect(decoded.ok ? '' : decoded.error.message).toBe('')
  })

  test.each<[string, unknown]>([
    ['rows of data', { ...arrivals, samples: [{ kind: 'added', cells: [] }] }],
    ['a count that is none', { ...arrivals, rows: { ...arrivals.rows, added: -1 } }],
    ['an outcome of its own', { ...arrivals, outcome: 'fine' }],
    ['a text of megabytes', { ...arrivals, node: 'x'.repeat(1_000_000) }],
  ])('a report with %s in it is refused', (_, diff) => {
    expect(decodeReport({ ...aReport(anOrder()), diffs: [diff] }).ok).toBe(false)
    expect(decodeReport({ ...aReport(anOrder()), diffs: [arrivals] }).ok).toBe(true)
  })
})
