import { expect, it } from 'vitest'
import { packReport, unpackReport } from '../../action/ledger/kept-report.ts'
import type { Report } from '../../recipes-schema/report/types.ts'

const node = { recipe: 'shop', kind: 'sql', state: 'reused', seconds: 0, attempts: 0, rows: 1, error: null }
const report = {
  schema_version: 1,
  verdict: 'pass',
  nodes: Array.from({ length: 500 }, (_, n) => ({ ...node, node: `größe_${n}`, relation: `r_${n}` })),
} as unknown as Report

it('gives back what was packed, and what was kept before reports were packed', () => {
  const packed = packReport(report)
  expect(unpackReport(packed)).toEqual(report)
  expect(unpackReport(JSON.stringify(report))).toEqual(report)
  expect(unpackReport('')).toBeNull()
  expect(packed.length).toBeLessThan(JSON.stringify(report).length / 8)
})
