import { describe, expect, it } from 'vitest'
import { type DiffRequest, diffRelations } from '../../../action/quality/diff/diff-relations.ts'
import type { ComparedNode } from '../../../recipes-schema/diff/types.ts'
import { changeWords, isSame } from '../../../recipes-schema/diff/words.ts'
import { quoteName } from '../../../recipes-schema/sql/rewrite.ts'
import { type Engine, enginesForFile } from './engines.ts'

const byId = { columns: ['id'], from: 'unique' } as const

interface Case {
  readonly name: string
  readonly production: string
  readonly kitchen: string
  readonly key?: DiffRequest['key']
  readonly over?: Partial<DiffRequest>
  readonly rows: Partial<ComparedNode['rows']>
  /** In one line, as a person reads it. */
  readonly words: string
  readonly notes?: readonly string[]
}

const cases: readonly Case[] = [
  {
    name: 'equal tables',
    production: 'select 1 as id, 2 as a union all select 2, null',
    kitchen: 'select 2 as id, null as a union all select 1, 2',
    rows: { added: 0, removed: 0, changed: 0 },
    words: 'all 2 rows equal',
  },
  {
    name: 'empty tables',
    production: 'select 1 as id where false',
    kitchen: 'select 1 as id where false',
    rows: { production: 0, kitchen: 0 },
    words: 'both are empty',
  },
  {
    name: 'a table that loses all rows',
    production: 'select 1 as id, 2 as a union all select 2, 3',
    kitchen: 'select 1 as id, 2 as a where false',
    rows: { production: 2, kitchen: 0, removed: 2 },
    words: '2 rows removed',
  },
  {
    name: 'rows of each kind',
    production: "select 1 as id, 'x' as a union all select 2, 'y' union all select 3, 'z'",
    kitchen: "select 1 as id, 'x' as a union all select 2, null union all select 4, 'z'",
    rows: { added: 1, removed: 1, changed: 1 },
    words: '1 row added, 1 removed, 1 changed (50 %)',
  },
  {
    name: 'columns added, removed, retyped and moved',
    production: 'select 1 as id, cast(5 as integer) as a, 1 as gone, 1 as b',
    kitchen: 'select 1 as id, 1 as b, cast(5 as double precision) as a, 7 as fresh',
    rows: { added: 0, removed: 0, changed: 0 },
    words: 'the one row is equal; 1 column added; 1 column removed; 1 column of another type; columns in another order',
  },
  {
    name: 'types that only texts can compare',
    production: "select 1 as id, '5' as a union all select 2, '6'",
    kitchen: 'select 1 as id, 5 as a union all select 2, 7',
    rows: { changed: 1 },
    words: '1 row changed (50 %); 1 column of another type',
    notes: ['compared_as_text'],
  },
  {
    name: 'names with quotes, blanks and letters of other scripts',
    production: 'select 1 as id, 2 as "Größe ""m""", 3 as "数" union all select 2, 2, 3',
    kitchen: 'select 1 as id, 9 as "Größe ""m""", 3 as "数" union all select 2, 2, 3',
    rows: { changed: 1 },
    words: '1 row changed (50 %)',
  },
  {
    name: 'a key that repeats',
    production: 'select 1 as id, 2 as a union all select 1, 3 union all select 2, 2',
    kitchen: 'select 1 as id, 2 as a union all select 1, 4 union all select 2, 5',
    rows: { added: 1, removed: 1, changed: 1 },
    words: '1 row added, 1 removed, 1 changed (50 %)',
    notes: ['key_not_unique'],
  },
  {
    name: 'rows without a key',
    production: 'select 1 as id, 2 as a union all select null, 3 union all select null, 4',
    kitchen: 'select 1 as id, 2 as a union all select null, 3 union all select null, 5',
    rows: { added: 1, removed: 1, changed: 0 },
    words: '1 row added, 1 removed',
    notes: ['rows_without_key'],
  },
  {
    name: 'no key at all',
    production: 'select 1 as a union all select 1 union all select 2',
    kitchen: 'select 1 as a union all select 2 union all select 3',
    key: null,
    rows: { added: 1, removed: 1, changed: 0 },
    words: '1 row added, 1 removed (whole rows)',
    notes: ['no_key'],
  },
  {
    name: 'a key that the kitchen took away',
    production: 'select 1 as id, 2 as a union all select 2, 3',
    kitchen: 'select 2 as a union all select 3',
    rows: { added: 0, removed: 0 },
    words: 'all 2 rows equal; 1 column removed',
    notes: ['key_missing'],
  },
  {
    name: 'one row on each side',
    production: 'select 10 as total, 1 as n',
    kitchen: 'select 11 as total, 1 as n',
    key: null,
    rows: { changed: 1 },
    words: '1 row changed (100 %)',
    notes: [],
  },
  {
    name: 'floats that were added in another order',
    production: 'select 1 as id, cast(0.1 as double precision) + 0.2 as a union all select 2, 1',
    kitchen: 'select 1 as id, cast(0.3 as double precision) as a union all select 2, 1.001',
    over: { tolerance: 1e-9 },
    rows: { changed: 1 },
    words: '1 row changed (50 %)',
  },
  {
    name: 'no column in common',
    production: 'select 1 as a',
    kitchen: 'select 1 as b',
    rows: {},
    words: 'not compared: The two sides have no column in common.',
  },
]

describe.each(enginesForFile())('two relations on $name', (engine: Engine) => {
  it.each(cases)('$name', async ({ production, kitchen, key = byId, over, rows, words, notes = [] }) => {
    const { session, dialect, warehouse } = await engine.open()
    const columnsOf = warehouse.columns
    const side = async (name: string, sql: string) => {
      await session.rows(`CREATE TABLE ${quoteName(name)} AS ${sql}`)
      return { relation: quoteName(name), rows: null, checksum: null }
    }
    const request = {
      recipe: 'shop',
      node: 'orders',
      dialect,
      columnsOf,
      key,
      tolerance: 0,
      samples: 0,
      restrictions: [],
      ...over,
    }
    const diff = await diffRelations(session, {
      ...request,
      production: await side('it was', production),
      kitchen: await side('it is', kitchen),
    })
    expect(changeWords(diff)).toBe(words)
    if (diff.outcome !== 'compared') return
    expect(diff.rows).toMatchObject(rows)
    expect(diff.notes.map(({ code }) => code)).toEqual(notes)
    expect(isSame(diff)).toBe(/^(all \S+ rows equal|the one row is equal|both are empty)$/.test(words))
    expect(diff.samples).toBeNull()
  })

  it('sums the changed columns up on both sides, and lays them out in the same bins', async () => {
    const { session, dialect, warehouse } = await engine.open()
    const columnsOf = warehouse.columns
    const numbers = engine.name === 'DuckDB' ? 'range(1000) as t(i)' : 'generate_series(0, 999) as t(i)'
    for (const [name, change] of Object.entries({ was: '0', is: 'case when i >= 500 then 100 else 0 end' }))
      await session.rows(
        `create table "${name}" as select i as id, cast(i % 10 + ${change} as double precision) as a,
           cast(case when i < 5 then null else 'x' end as varchar(9)) as b, date '2024-01-01' as c from ${numbers}`,
      )
    const side = (relation: string) => ({ relation, rows: null, checksum: null })
    const diff = await diffRelations(session, {
      recipe: 'shop',
      node: 'orders',
      dialect,
      columnsOf,
      production: side('was'),
      kitchen: side('"is"'),
      key: byId,
      tolerance: 0,
      samples: 2,
      restrictions: [],
    })
    if (diff.outcome !== 'compared') throw new Error(diff.outcome)
    expect(diff.rows).toEqual({ production: 1000, kitchen: 1000, added: 0, removed: 0, changed: 500 })
    const [a, ...others] = diff.columns
    expect(others).toEqual([])
    expect(a).toMatchObject({
      name: 'a',
      changed: 500,
      production: { nulls: 0, distinct: 10, min: 0, max: 9, mean: 4.5, quantiles: [0, 2, 4.5, 7, 9] },
      kitchen: { nulls: 0, distinct: 20, min: 0, max: 109, mean: 54.5 },
    })
    const { edges, production, kitchen } = a?.distribution ?? { edges: [], production: [], kitchen: [] }
    expect(edges).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110])
    expect(production).toEqual([1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(kitchen).toEqual([500, 0, 0, 0, 0, 0, 0, 0, 0, 0, 500])
    expect(diff.samples?.map(({ kind, cells }) => [kind, cells.map((cell) => Number(cell.kitchen))])).toEqual([
      ['changed', [500, 100]],
      ['changed', [501, 101]],
    ])
  })
})
