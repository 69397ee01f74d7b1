import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intervalsToMake } from '../../action/nodes/incremental.ts'
import {
  floorTo,
  type Interval,
  intervalsText,
  merged,
  missing,
  nextOf,
  readIntervals,
} from '../../action/nodes/intervals.ts'
import { openPostgres } from '../../action/warehouses/postgres.ts'
import { postgresForFile } from '../support/postgres.ts'
import { project, shop } from '../support/project.ts'
import { type ShopWarehouse, shopWarehouse } from '../support/shop-warehouse.ts'

const at = (text: string): number => Date.parse(`${text}Z`)
const days = (begin: string, end: string): Interval => ({ begin: at(`${begin}T00:00`), end: at(`${end}T00:00`) })

describe('grains', () => {
  it.each([
    ['hour', '2026-03-29T02:30', '2026-03-29T02:00', '2026-03-29T03:00'],
    ['day', '2026-02-28T23:59', '2026-02-28T00:00', '2026-03-01T00:00'],
    ['week', '2026-01-01T00:00', '2025-12-29T00:00', '2026-01-05T00:00'],
    ['week', '1969-12-31T00:00', '1969-12-29T00:00', '1970-01-05T00:00'],
    ['month', '2026-12-31T12:00', '2026-12-01T00:00', '2027-01-01T00:00'],
  ] as const)('%s of %s', (grain, moment, begin, next) => {
    expect([floorTo(grain, at(moment)), nextOf(grain, at(moment))]).toEqual([at(begin), at(next)])
  })

  it('what is covered and what is missing are all of it, and nothing twice', () => {
    const interval = fc.tuple(fc.nat(40), fc.nat(10)).map(([begin, length]) => ({ begin, end: begin + length }))
    const hours = (list: readonly Interval[]): number[] =>
      list.flatMap(({ begin, end }) => Array.from({ length: end - begin }, (_, index) => begin + index))
    const property = fc.property(fc.array(interval), (covered) => {
      const gaps = missing({ begin: 5, end: 45 }, covered)
      const inside = merged(covered)
        .flatMap((one) => hours([one]))
        .filter((hour) => hour >= 5 && hour < 45)
      expect([...inside, ...hours(gaps)].sort((a, b) => a - b)).toEqual(hours([{ begin: 5, end: 45 }]))
      const kept = merged(covered.map(({ begin, end }) => ({ begin: begin * 3_600_000, end: end * 3_600_000 })))
      expect(readIntervals(intervalsText(kept))).toEqual(kept)
    })
    fc.assert(property, { numRuns: 200, seed: 7 })
  })

  it('what there is to make', () => {
    const frame = { grain: 'day', late: null, partial: false, backfill: null, covered: [] } as const
    const [first, last] = [at('2026-01-01T10:00'), at('2026-01-10T09:00')]
    const covered = [days('2026-01-01', '2026-01-04'), days('2026-01-06', '2026-01-09')]
    expect(intervalsToMake({ ...frame, first, last })).toEqual([days('2026-01-01', '2026-01-11')])
    expect(intervalsToMake({ ...frame, first, last, covered })).toEqual([
      days('2026-01-04', '2026-01-06'),
      days('2026-01-09', '2026-01-11'),
    ])
    expect(intervalsToMake({ ...frame, first, last, covered, late: 2 * 86_400 })).toEqual([
      days('2026-01-04', '2026-01-06'),
      days('2026-01-07', '2026-01-11'),
    ])
    expect(intervalsToMake({ ...frame, first, last, covered, partial: true, late: 86_400 })).toEqual([
      days('2026-01-09', '2026-01-11'),
    ])
    const backfill = days('2026-01-02', '2026-01-03')
    expect(intervalsToMake({ ...frame, first, last, covered: [days('2026-01-01', '2026-01-11')], backfill })).toEqual([
      backfill,
    ])
  })
})

const recipe = (late: string, tests: string): string => `sources: { raw: { file: "\${{ env.DATA }}/events.csv" } }
nodes:
  events: { sql: sql/events.sql, materialized: { incremental: { by: day, grain: day${late} } }, measures: [row_count]${tests} }
  people: { sql: sql/people.sql, materialized: { merge: { key: [id] } } }
  total: { sql: "${tests === '' ? 'select sum(n)' : 'select count(*)'}::bigint as total from events" }
`
const sql = {
  events: 'select day, count(*) as n, sum(amount) as amount from raw group by day',
  people: 'select person as id, max(amount) as amount from raw group by person',
}
type Head = (late?: string, over?: Partial<typeof sql>, tests?: string) => ReturnType<typeof project>
const headOf =
  (type: 'duckdb' | 'postgres'): Head =>
  (late = '', over = {}, tests = '') => {
    const files = shop(recipe(late, tests), { ...sql, ...over })
    const setting = type === 'duckdb' ? 'path' : 'url'
    const written = files['galley.yaml']?.replace('type: duckdb, path', `type: ${type}, ${setting}`) ?? ''
    return project({ ...files, 'galley.yaml': written })
  }

const server = postgresForFile()
const engines = [
  { name: 'DuckDB', head: headOf('duckdb'), open: () => shopWarehouse() },
  {
    name: 'PostgreSQL',
    head: headOf('postgres'),
    open: () => shopWarehouse(async () => openPostgres(await server.database(), { waitMs: 0 })),
  },
]

async function deliver({ folder }: ShopWarehouse, rows: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'events.csv'), `day,person,amount\n${rows.join('\n')}\n`)
}

const shown = (one: ShopWarehouse, schema = 'analytics'): Promise<unknown> =>
  one.rows(`select cast(day as varchar) as day, n from ${schema}.events order by 1`)

describe.each(engines)('an incremental node in $name', ({ head, open }) => {
  it('makes what is missing, keeps what it has, and makes late days again', async () => {
    const one = await open()
    const env = { ...process.env, DATA: one.folder }
    await deliver(one, ['2026-01-01,1,5', '2026-01-02,1,5'])
    await one.produce(await head(), { env })
    // A row for a day that is done is too late; a new day is not, nor is one before all others.
    await deliver(one, ['2025-12-30,1,5', '2026-01-01,1,5', '2026-01-02,1,5', '2026-01-02,2,7', '2026-01-04,1,5'])
    await one.produce(await head(), { env })
    const expected = [
      { day: '2025-12-30', n: 1 },
      { day: '2026-01-01', n: 1 },
      { day: '2026-01-02', n: 1 },
      { day: '2026-01-04', n: 1 },
    ]
    expect(await shown(one)).toEqual(expected)
    // An earlier version of production is what it was.
    expect(await one.rows("select count(*) as n from galley.builds where node = 'shop.events'")).toEqual([{ n: 2 }])

    const filled = await one.produce(await head(), { env, backfill: days('2026-01-02', '2026-01-03') })
    expect(filled.promotion).toMatchObject({ bound: ['shop.events', 'shop.total'] })
    expect(await shown(one)).toEqual(expected.map((row) => (row.day === '2026-01-02' ? { ...row, n: 2 } : row)))
    // The next order stands on what was filled.
    expect((await one.produce(await head(), { env })).promotion).toMatchObject({ road: 'none' })

    const late = await head(', late: 3d')
    await one.produce(late, { env })
    await deliver(one, ['2026-01-01,1,5', '2026-01-02,1,5', '2026-01-04,1,5', '2026-01-04,9,9', '2026-01-05,1,1'])
    await one.produce(late, { env })
    expect(await shown(one)).toEqual([
      { day: '2025-12-30', n: 1 },
      { day: '2026-01-01', n: 1 },
      { day: '2026-01-02', n: 1 },
      { day: '2026-01-04', n: 2 },
      { day: '2026-01-05', n: 1 },
    ])
  })

  it('is made in a kitchen for its newest days alone, and whole when it is promoted', async () => {
    const one = await open()
    const env = { ...process.env, DATA: one.folder }
    await deliver(one, ['2026-01-01,1,5', '2026-01-02,1,5', '2026-01-03,1,5', '2026-01-03,1,5'])
    const base = await head()
    await one.produce(base, { env })
    const changed = await head('', { events: sql.events.replace('count(*)', '10 * count(*)') })
    const cooked = await one.cook(base, changed, { env })
    expect(cooked.verdict).toBe('pass')
    expect(await shown(one, 'analytics__pr_1')).toEqual([{ day: '2026-01-03', n: 20 }])
    // Held against the same day of production, not against all of it.
    expect(cooked.diffs).toMatchObject([
      { node: 'events', outcome: 'compared', rows: { production: 1, kitchen: 1, removed: 0 } },
      { node: 'total', outcome: 'not_compared', reason: { code: 'sampled' } },
    ])
    expect(await one.rows('select total from analytics__pr_1.total')).toEqual([{ total: 20 }])
    expect(cooked.measures).toMatchObject([{ measure: 'row_count', value: 1, comparable: false, signal: null }])
    const promoted = await one.produce(changed, { env, kind: 'promote' })
    expect(promoted.promotion).toMatchObject({ road: 'rebuild', why: 'sandboxed' })
    expect(await one.rows('select total from analytics.total')).toEqual([{ total: 40 }])
  })

  it('may have no rows, and rows without a time', async () => {
    const one = await open()
    const env = { ...process.env, DATA: one.folder }
    const typed = {
      events: 'select cast(day as date) as day, count(*) as n from raw where amount > 0 group by day',
    }
    await deliver(one, ['2026-01-01,1,0'])
    await one.produce(await head('', typed), { env })
    expect(await shown(one)).toEqual([])
    await deliver(one, ['2026-01-01,1,1', ',1,1'])
    await one.produce(await head('', typed), { env })
    await deliver(one, ['2026-01-01,1,1', ',1,1', ',2,1'])
    await one.produce(await head('', typed), { env })
    expect(await shown(one)).toEqual([
      { day: '2026-01-01', n: 1 },
      { day: null, n: 2 },
    ])
  })

  it('is looked at for keys that its new days repeat, once what it had has passed', async () => {
    const one = await open()
    const env = { ...process.env, DATA: one.folder }
    const tested = (test: string): ReturnType<typeof project> => {
      const day = 'cast(day as date) as day, person'
      return head('', { events: `select ${day} from raw` }, `, tests: [${test}]`)
    }
    const unique = await tested('unique: person')
    await deliver(one, ['2026-01-01,1,5', '2026-01-01,2,5'])
    expect((await one.produce(unique, { env })).tests).toMatchObject([{ test: 'unique(person)', state: 'passed' }])
    // Somebody spoils what was tested: a new day has nothing to do with that, and is all that is looked at.
    const [{ relation } = { relation: '' }] = await one.rows(
      "select relation from galley.builds where node = 'shop.events'",
    )
    await one.rows(`insert into ${relation} select * from ${relation}`)
    await deliver(one, ['2026-01-01,1,5', '2026-01-01,2,5', '2026-01-02,3,5'])
    expect((await one.produce(unique, { env })).tests).toMatchObject([{ state: 'passed' }])
    await deliver(one, ['2026-01-02,3,5', '2026-01-03,2,5'])
    const failed = await one.produce(unique, { env })
    expect(failed).toMatchObject({ verdict: 'fail', tests: [{ state: 'failed', failures: 2 }] })
    // What tolerates failures has not said that there were none.
    const tolerant = await tested('{ unique: person, severity: warning }')
    await deliver(one, ['2026-01-02,3,5', '2026-01-04,4,5'])
    expect((await one.produce(tolerant, { env })).tests).toMatchObject([{ state: 'failed', failures: 2 }])
  })

  it('names the mistake where its column of time is none', async () => {
    const one = await open()
    const env = { ...process.env, DATA: one.folder }
    await deliver(one, ['2026-01-01,1,1'])
    const report = await one.produce(await head('', { events: 'select\n  dya,\n  1 as n\nfrom raw' }), { env })
    expect(report.nodes.find((node) => node.node === 'events')?.error).toMatchObject({
      code: 'sql.failed',
      location: { file: 'recipes/shop/sql/events.sql', line: 2 },
    })
  })
})

describe.each(engines)('a merging node in $name', ({ head, open }) => {
  it('replaces rows by their key and keeps the others', async () => {
    const one = await open()
    const env = { ...process.env, DATA: one.folder }
    await deliver(one, ['2026-01-01,1,5', '2026-01-01,2,6'])
    await one.produce(await head(), { env })
    await deliver(one, ['2026-01-02,2,60', '2026-01-02,3,7'])
    await one.produce(await head(), { env })
    expect(await one.rows('select id, amount from analytics.people order by id')).toEqual([
      { id: 1, amount: 5 },
      { id: 2, amount: 60 },
      { id: 3, amount: 7 },
    ])
    const twice = await head('', {
      people: 'select person as id, amount from raw union all select person, amount from raw',
    })
    const failed = await one.produce(twice, { env })
    expect(failed.nodes.find((node) => node.node === 'people')?.error).toMatchObject({ code: 'merge.duplicate_key' })
  })
})
