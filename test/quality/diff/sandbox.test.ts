import { describe, expect, it } from 'vitest'
import type { Build } from '../../../action/ledger/builds.ts'
import { diffRelations } from '../../../action/quality/diff/diff-relations.ts'
import { maskedIn } from '../../../action/quality/diff/masked.ts'
import { comparableOf } from '../../../action/quality/diff/sandbox.ts'
import { partsOf } from '../../../action/quality/parts.ts'
import { changeWords } from '../../../recipes-schema/diff/words.ts'
import { seenInPart } from '../../../recipes-schema/quality/seen.ts'
import { nodeId } from '../../../recipes-schema/recipe/types.ts'
import { project, shop } from '../../support/project.ts'
import { type Engine, enginesForFile } from './engines.ts'

describe('what a kitchen that did not see everything can be held against', () => {
  it.each([
    ['sample: 10%, key: id', { type: 'yes', by: [{ column: 'id', how: 'keys', words: '10 % of raw by id' }] }],
    ['window: { by: day, last: 7d }', { type: 'yes', by: [{ column: 'day', how: 'window' }] }],
    ['sample: 10%', { type: 'no', code: 'sampled' }],
    ['mask: { email: hash }', { type: 'no', code: 'masked' }],
    ['mask: { email: keep }', { type: 'yes', by: [], masked: new Set() }],
  ])('%s', async (policy, expected) => {
    const recipe = `sources: { raw: { file: raw.csv, sandbox: { ${policy} } } }
nodes: { a: { sql: select * from raw }, b: { sql: select * from a } }
`
    expect(comparableOf(await project(shop(recipe)), nodeId('shop', 'b'), new Map())).toMatchObject(expected)
  })
})

describe('what masks reach', () => {
  const recipe = `sources:
  raw: { file: raw.csv, columns: { id: bigint, email: text, amount: double }, sandbox: { mask: { email: hash, id: keep } } }
nodes:
  plain: { sql: "select id, amount * 2 as amount from raw" }
  named: { sql: "select id, lower(email) as Name, amount from raw" }
  star: { sql: select * from raw }
  below: { sql: "select n.id, n.amount, n.name from named n join plain p using (id)" }
  sifted: { sql: "select id, amount from raw where email like '%.org'" }
  joined: { sql: "select p.id from plain p join named n on n.name = 'a'" }
  sums: { sql: "select name, count(*) as n from named group by name" }
  days: { sql: "select id, n from (select id, count(*) as n from below group by id) as t" }
`
  it('is what uses a masked column, and all of what is decided by one', async () => {
    const reached = maskedIn(await project(shop(recipe)))
    const told = [...reached].map(([id, masked]) => [id.slice(5), masked === 'all' ? 'all' : [...masked].join()])
    expect(Object.fromEntries(told)).toEqual({
      raw: 'email',
      named: 'name',
      star: 'email',
      below: 'name',
      sifted: 'all',
      joined: 'all',
      sums: 'all',
    })
  })

  it('is not compared, and the rest is', async () => {
    const head = await project(shop(recipe))
    expect(comparableOf(head, nodeId('shop', 'star'), new Map())).toMatchObject({
      type: 'yes',
      masked: new Set(['email']),
    })
    expect(comparableOf(head, nodeId('shop', 'sums'), new Map())).toMatchObject({ type: 'no', code: 'masked' })
  })
})

describe('what a kitchen made in part', () => {
  it('is held against the same intervals of production, and so is what carries the column', async () => {
    const recipe = `sources: { raw: { file: raw.csv } }
nodes:
  events: { sql: select * from raw, materialized: { incremental: { by: day, grain: day } } }
  a: { sql: select * from events }
  b: { sql: select * from raw }
`
    const made = { outputs: { intervals: '2026-03-01T00/2026-03-02T00', partial: 'true' } } as unknown as Build
    const head = await project(shop(recipe))
    const parts = partsOf(head, new Map([[nodeId('shop', 'events'), made]]))
    const by = [{ column: 'day', how: 'intervals', words: '2026-03-01 to before 2026-03-02 of events' }]
    expect(comparableOf(head, nodeId('shop', 'events'), parts)).toMatchObject({ type: 'yes', by })
    expect(comparableOf(head, nodeId('shop', 'a'), parts)).toMatchObject({ type: 'yes', by })
    expect(comparableOf(head, nodeId('shop', 'b'), parts)).toEqual({ type: 'yes', by: [], masked: new Set() })
    expect([...seenInPart(head, new Set(parts.keys()))]).toEqual([
      ['shop.events', 'window'],
      ['shop.a', 'window'],
    ])
  })
})

describe.each(enginesForFile())('a sample by key on $name', (engine: Engine) => {
  /** Production has the keys 1 to 6, the kitchen saw 1, 3 and 5 of the source. */
  async function diff(kitchen: string, production = 'select * from whole') {
    const { session, dialect, warehouse } = await engine.open()
    await session.rows(
      'create table whole as select 1 as id, 10 as a union all select 2, 20 union all select 3, 30 union all select 4, 40',
    )
    await session.rows('create table seen as select * from whole where id in (1, 3)')
    await session.rows(`create table was as ${production}`)
    await session.rows(`create table made as ${kitchen}`)
    const side = (relation: string) => ({ relation, rows: null, checksum: null })
    return diffRelations(session, {
      recipe: 'shop',
      node: 'orders',
      dialect,
      columnsOf: warehouse.columns,
      production: side('was'),
      kitchen: side('made'),
      key: { columns: ['id'], from: 'unique' },
      tolerance: 0,
      samples: 0,
      restrictions: [
        { source: nodeId('shop', 'raw'), column: 'id', how: 'keys', words: '50 % of raw by id', seen: 'seen' },
      ],
    })
  }

  it('compares only the rows that both can have', async () => {
    expect(changeWords(await diff('select * from seen'))).toBe('all 2 rows equal')
    const changed = await diff('select id, a + (case when id = 3 then 1 else 0 end) as a from seen')
    expect(changeWords(changed)).toBe('1 row changed (50 %)')
    if (changed.outcome === 'compared') expect(changed.notes.map(({ code }) => code)).toEqual(['on_a_sample'])
  })

  it('leaves out what is masked', async () => {
    const { session, dialect, warehouse } = await engine.open()
    await session.rows("create table was as select 1 as id, 'a@b.c' as email, 10 as n union all select 2, 'd@e.f', 20")
    await session.rows("create table made as select 1 as id, 'x1' as email, 10 as n union all select 2, 'x2', 21")
    const side = (relation: string) => ({ relation, rows: null, checksum: null })
    const found = await diffRelations(session, {
      recipe: 'shop',
      node: 'people',
      dialect,
      columnsOf: warehouse.columns,
      production: side('was'),
      kitchen: side('made'),
      key: { columns: ['id'], from: 'unique' },
      tolerance: 0,
      samples: 0,
      restrictions: [],
      masked: new Set(['email']),
    })
    expect(changeWords(found)).toBe('1 row changed (50 %)')
    if (found.outcome === 'compared')
      expect(found.notes).toEqual([{ code: 'masked_columns', message: 'The kitchen sees email masked: not compared.' }])
  })

  it('says so when nothing tells which rows belong', async () => {
    expect(await diff('select a from seen')).toMatchObject({ outcome: 'not_compared', reason: { code: 'sampled' } })
    // A column of that name that holds something else.
    const other = 'select id + 100 as id, a from'
    expect(await diff(`${other} seen`, `${other} whole`)).toMatchObject({
      outcome: 'not_compared',
      reason: { code: 'sampled' },
    })
  })
})
