import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeClaimAnswer, decodeEventBatch, decodeReport } from '../../recipes-schema/order/decode.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

const sha = 'b'.repeat(40)

/** A report as the engine really makes it. */
async function realReport(): Promise<Report> {
  const shopful = await shopWarehouse()
  await shopful.deliver([1, 1])
  const recipe = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes: { a: { sql: from raw, tests: [{ unique: id, severity: warning }], measures: [row_count] }, b: { sql: select * from a, measures: [{ mean: amount }] } }
`
  return shopful.produce(await project(shop(recipe)))
}

describe('a report', () => {
  it('of the engine passes its decoder, also over the wire', async () => {
    const report = await realReport()
    expect(report.verdict).toBe('warn')
    expect(decodeReport(JSON.parse(JSON.stringify(report)))).toEqual({ ok: true, value: report })
  })

  it.each<[string, (report: Report) => unknown]>([
    ['of another version', (report) => ({ ...report, schema_version: 2 })],
    ['with an unknown key', (report) => ({ ...report, extra: 1 })],
    ['without its nodes', ({ nodes: _, ...rest }) => rest],
    ['with an unknown verdict', (report) => ({ ...report, verdict: 'great' })],
    ['with a digest that is none', (report) => ({ ...report, order: { ...report.order, plan_digest: 'sha256:x' } })],
    [
      'with a node state of its own',
      (report) => ({ ...report, nodes: report.nodes.map((node) => ({ ...node, state: 'perfect' })) }),
    ],
    [
      'with a text of megabytes',
      (report) => ({ ...report, error: { code: 'x', message: 'x'.repeat(5_000_000), hint: null } }),
    ],
    [
      'with markup for a chart',
      (report) => ({ ...report, measures: report.measures.map((one) => ({ ...one, chart: '<svg/>' })) }),
    ],
  ])('%s is refused', async (_, spoil) => {
    const decoded = decodeReport(JSON.parse(JSON.stringify(spoil(await realReport()))))
    expect(decoded).toMatchObject({ ok: false, error: { code: 'message.invalid' } })
  })
})

describe('any JSON at all', () => {
  it('is decoded or refused, never a crash', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const decode of [decodeReport, decodeEventBatch, decodeClaimAnswer]) expect(decode(value).ok).toBe(false)
      }),
    )
  })
})

it('an order’s environment and commits have their form, so that they can stand in names and commands', () => {
  const order = {
    id: 'o',
    kind: 'kitchen',
    environment: 'pr_1',
    head: sha,
    base: sha,
    merge_base: sha,
    plan_digest: null,
    pull_request: null,
    actor: 'a',
    force: [],
  }
  const answer = (over: object): unknown => ({
    schema_version: 1,
    order: { ...order, ...over },
    run_token: 'x'.repeat(43),
  })
  expect(decodeClaimAnswer(answer({})).ok).toBe(true)
  for (const over of [
    { environment: 'pr-1; drop' },
    { head: 'main' },
    { head: `${sha}\n` },
    { merge_base: '--upload-pack=x' },
  ])
    expect(decodeClaimAnswer(answer(over)).ok).toBe(false)
})
