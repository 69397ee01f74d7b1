import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Desk, desk } from '../support/cli.ts'
import { faultsOf, published } from './shapes.ts'
import { watched } from './shop.ts'

// biome-ignore lint/suspicious/noExplicitAny: events are read by their documented keys
type Event = any

const box = '{ box: { type: openlineage, file: lineage.ndjson, namespace: shop } }'
const theirs = published()

async function eventsOf({ folder }: Desk): Promise<Event[]> {
  const text = await readFile(join(folder, 'lineage.ndjson'), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const told = (events: Event[]): string[] => events.map(({ job, eventType }) => `${job.name} ${eventType}`)
const ofJob = (events: Event[], name: string, type: string): Event =>
  events.find(({ job, eventType }) => job.name === name && eventType === type)

describe('an order told as OpenLineage', () => {
  it('is a run of the order with the runs of its nodes and tests below it', async () => {
    const one = await desk(watched(box, 'exit 0'))
    const ran = await one.galley('run', '--env', 'production', '--json')
    expect(ran.exit).toBe(0)
    const events = await eventsOf(one)
    expect(events.flatMap(faultsOf)).toEqual([])
    expect(told(events)).toEqual([
      'production START',
      'shop.staged START',
      'shop.staged COMPLETE',
      'shop.staged.tests START',
      'shop.staged.tests COMPLETE',
      'shop.total START',
      'shop.total COMPLETE',
      'shop.total.tests START',
      'shop.total.tests COMPLETE',
      'shop.tell START',
      'shop.tell COMPLETE',
      'shop.after START',
      'shop.after COMPLETE',
      'production COMPLETE',
    ])
    // Each job's events are one run, and all of them stand below the order's.
    const [first] = events
    const runs = new Map(events.map(({ job, run }) => [job.name, run.runId]))
    expect(new Set(runs.values()).size).toBe(runs.size)
    for (const { job, run } of events) expect(run.runId).toBe(runs.get(job.name))
    const parents = events.filter(({ job }) => job.name !== 'production').map(({ run }) => run.facets.parent.run.runId)
    expect(new Set(parents)).toEqual(new Set([first.run.runId]))
  })

  it('says what was made: columns, where they come from, rows, and what tests and measures found', async () => {
    const one = await desk(watched(box, 'exit 0'))
    await one.galley('run', '--env', 'production')
    const events = await eventsOf(one)
    const { inputs, outputs, job } = ofJob(events, 'shop.staged', 'COMPLETE')
    expect(inputs).toEqual([{ namespace: 'file', name: join(one.env.DATA ?? '', 'raw.csv') }])
    expect(job.facets.sql).toMatchObject({ query: expect.stringContaining('from raw'), dialect: 'duckdb' })
    const [staged] = outputs
    const rows = staged.outputFacets.outputStatistics.rowCount
    expect(staged).toMatchObject({ namespace: 'duckdb://w.duckdb', name: 'analytics.staged' })
    expect(staged.facets.schema.fields.map(({ name }: Event) => name)).toEqual(['id', 'amount', 'note'])
    const [total] = ofJob(events, 'shop.total', 'COMPLETE').outputs
    const from = { namespace: 'duckdb://w.duckdb', name: 'analytics.staged' }
    expect(total.facets.columnLineage).toMatchObject({
      fields: {
        total: { inputFields: [{ ...from, field: 'amount', transformations: [{ type: 'DIRECT' }] }] },
        n: { inputFields: [] },
      },
      dataset: [{ ...from, field: 'note', transformations: [{ type: 'INDIRECT' }] }],
    })
    const [tested] = ofJob(events, 'shop.staged.tests', 'COMPLETE').inputs
    expect(tested.inputFacets.dataQualityMetrics).toMatchObject({
      rowCount: rows,
      columnMetrics: { amount: { nullCount: expect.any(Number), max: expect.any(Number) } },
    })
    expect(tested.inputFacets.dataQualityAssertions.assertions).toEqual([
      expect.objectContaining({ assertion: 'not_null', column: 'id', success: true, severity: 'error' }),
      expect.objectContaining({ assertion: 'unique', success: true }),
    ])
    const [warned] = ofJob(events, 'shop.total.tests', 'COMPLETE').inputs
    expect(warned.inputFacets.dataQualityAssertions.assertions).toEqual([
      expect.objectContaining({ assertion: 'check', success: false, severity: 'warn', actual: '1' }),
    ])
  })

  it('each try is a run of its own, and a failure says why, without secrets', async () => {
    const command = 'echo no && test -e "$DATA/there" || { touch "$DATA/there"; exit 3; }'
    const one = await desk(watched(box, command.replaceAll('"', '\\"')))
    const ran = await one.galley('run', '--env', 'production', '--json')
    expect(ran.exit).toBe(0)
    const events = await eventsOf(one)
    expect(events.flatMap(faultsOf)).toEqual([])
    const tries = events.filter(({ job }) => job.name === 'shop.tell')
    expect(told(tries)).toEqual(['shop.tell START', 'shop.tell FAIL', 'shop.tell START', 'shop.tell COMPLETE'])
    expect(new Set(tries.map(({ run }) => run.runId)).size).toBe(2)
    expect(tries[1].run.facets.errorMessage.message).toContain('[')
  })

  it('a failed order, and what a kitchen does, are told apart from production', async () => {
    const one = await desk(watched(box, 'exit 3'))
    expect((await one.galley('run', '--env', 'mine', '--json')).exit).toBe(1)
    const events = await eventsOf(one)
    expect(events.flatMap(faultsOf)).toEqual([])
    expect(told(events).slice(-1)).toEqual(['mine FAIL'])
    expect(told(events)).toContain('mine.shop.tell FAIL')
    expect(told(events)).not.toContain('mine.shop.after START')
    const [staged] = ofJob(events, 'mine.shop.staged', 'COMPLETE').outputs
    expect(staged.name).toBe('analytics__mine.staged')
  })

  it('what is reused is tested and not made: no run of it', async () => {
    const one = await desk(watched(box, 'exit 0'))
    await one.galley('run', '--env', 'production')
    const before = (await eventsOf(one)).length
    await one.galley('run', '--env', 'production')
    expect(told((await eventsOf(one)).slice(before))).toEqual(['production START', 'production COMPLETE'])
  })

  it.skipIf(theirs === null)("is valid by OpenLineage's own schemas (GALLEY_OPENLINEAGE_SPEC)", async () => {
    for (const command of ['exit 0', 'exit 3']) {
      const one = await desk(watched(box, command))
      await one.galley('run', '--env', 'production')
      const events = await eventsOf(one)
      expect(events.length).toBeGreaterThan(10)
      expect(events.flatMap((event) => theirs?.(event) ?? [])).toEqual([])
    }
  })
})
