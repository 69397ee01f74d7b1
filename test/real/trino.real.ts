import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { trino as trinoDiff } from '../../action/quality/diff/dialects/trino.ts'
import { diffRelations } from '../../action/quality/diff/diff-relations.ts'
import { openScratch } from '../../action/quality/mutate/scratch.ts'
import { openTrino, type TrinoSettings } from '../../action/warehouses/trino.ts'
import { lineAndColumnAt } from '../../recipes-schema/sql/places.ts'
import { postgresForFile } from '../support/postgres.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'
import { trinoForTests } from './trino-server.ts'
import { type EngineApart, opened, rows, shopOn, withLedger, worksApart } from './works-apart.ts'

const { url, missing, stop } = await trinoForTests()
const ledgers = postgresForFile()
afterAll(stop)

const settings = async (): Promise<TrinoSettings> => ({
  ...{ url: url ?? '', catalog: 'lake', user: 'galley', password: null, token: null },
  ledger: await ledgers.database(),
})

const trino: EngineApart = {
  type: 'trino',
  connection: '{ type: trino, url: "http://127.0.0.1:1", catalog: lake }',
  open: async () => openTrino(await settings(), { waitMs: 0 }),
  async two() {
    const own = await settings()
    return [await openTrino(own, { waitMs: 0 }), await openTrino(own, { waitMs: 0 })]
  },
  async setting() {
    const { url, catalog, ledger } = await settings()
    return JSON.stringify({ url, catalog, ledger })
  },
  kills: 5,
  leastBytes: 1,
  unmeasured: [],
  masks: {
    email: { how: 'hash' },
    name: { how: 'partial', keep: 1 },
    id: { how: 'hash' },
    born: { how: 'shift', days: 3 },
  },
}

it.runIf(missing !== null)(`is left out: ${missing}`, () => expect(missing).not.toBeNull())

describe.skipIf(missing !== null)('an engine apart', () => worksApart(trino))

describe.skipIf(missing !== null)('the statements of a session', () => {
  it('answer with plain values, exactly', async () => {
    const warehouse = await opened(trino)
    const sql = `SELECT 1 AS i, BIGINT '9007199254740993' AS big, 0.5e0 AS f, true AS yes, 'a''b' AS t, NULL AS nothing,
      DECIMAL '1234567890123456789.01' AS d, TIMESTAMP '2026-01-31 10:00:00.123456' AS at, nan() AS n, ARRAY[1, 2] AS list`
    expect(await rows(warehouse, sql)).toEqual([
      {
        ...{ i: 1, big: '9007199254740993', f: 0.5, yes: true, t: "a'b", nothing: null },
        ...{ d: '1234567890123456789.01', at: '2026-01-31T10:00:00.123456', n: Number.NaN, list: '[1,2]' },
      },
    ])
  })

  it('are interrupted, alone, and the server ends them', async () => {
    const warehouse = await opened(trino)
    const [one, two] = [await warehouse.session('long'), await warehouse.session('short')]
    const big =
      'SELECT count(*) AS n FROM UNNEST(sequence(1, 10000)) a(x) CROSS JOIN UNNEST(sequence(1, 10000)) b(y) CROSS JOIN UNNEST(sequence(1, 1000)) c(z)'
    const long = one.rows(big)
    setTimeout(() => one.interrupt(), 1500)
    await expect(long).rejects.toThrow('cancelled')
    expect(await two.rows('SELECT 2 AS n')).toEqual([{ n: 2 }])
    const going =
      "SELECT count(*) AS n FROM system.runtime.queries WHERE query LIKE '%c(z)' AND state = 'RUNNING' AND source = 'galley'"
    for (;;) if ((await two.rows(going))[0]?.n === 0) break
  })

  it("tell the line of a person's mistake", async () => {
    const warehouse = await opened(trino)
    const session = await warehouse.session()
    const query = "SELECT\n  'größe 😀' AS t,\n  missing_column\nFROM (SELECT 1 AS n) AS x"
    const error = await warehouse
      .make(session, { target: 'galley_builds.bad', as: 'table', query })
      .catch((e: Error) => e)
    const place = warehouse.placeOf(error as Error)
    expect(place === null ? null : lineAndColumnAt(place.statement, place.offset)).toEqual({ line: 3, column: 3 })
    expect(warehouse.isTransient(error as Error)).toBe(false)
  })
})

describe.skipIf(missing !== null)('orders of Trino', () => {
  it('read a table of another catalog under all three names', async () => {
    const { warehouse, produce } = await shopWarehouse(() => withLedger(trino))
    const source = 'sources: { catalogs: { table: system.metadata.catalogs, columns: { catalog_name: varchar } } }\n'
    const head = await shopOn(
      trino,
      `${source}nodes: { named: { sql: select catalog_name from system.metadata.Catalogs } }\n`,
    )
    expect((await produce(head)).verdict).toBe('pass')
    expect(await rows(warehouse, 'SELECT catalog_name FROM analytics.named')).toContainEqual({ catalog_name: 'lake' })
  })
})

describe.skipIf(missing !== null)('a place for faults', () => {
  it('is in the lake, not where the ledger is, and gone afterwards with all that is in it', async () => {
    const warehouse = await opened(trino)
    const session = await warehouse.session('faults')
    onTestFinished(() => session.close())
    const id = String(Date.now())
    const scratch = await openScratch(warehouse, id)
    await session.rows(`CREATE TABLE ${scratch.relation('plain')} AS SELECT 1 AS x`)
    await session.rows(`CREATE VIEW ${scratch.relation('mutant')} AS SELECT * FROM ${scratch.relation('plain')}`)
    expect(await session.rows(`SELECT x FROM ${scratch.relation('mutant')}`)).toEqual([{ x: 1 }])
    await scratch.close()
    const schemas = await session.rows('SELECT schema_name AS name FROM information_schema.schemata')
    expect(schemas.map(({ name }) => name)).not.toContain(`galley_mutants_${id}`)
  })
})

describe.skipIf(missing !== null)('a diff', () => {
  it.each([
    ['of few rows', 5_000],
    ['of so many that equal rows are told by buckets', 250_000],
  ])('%s finds what differs, in every kind of column', async (_, count) => {
    const warehouse = await opened(trino)
    const schema = `diff_${count}`
    const session = await warehouse.session('diff')
    onTestFinished(() => session.close())
    await session.rows(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
    const numbers = `UNNEST(sequence(0, ${count / 1000 - 1})) a(x) CROSS JOIN UNNEST(sequence(0, 999)) b(y)`
    const columns = (amount: string): string =>
      `SELECT x * 1000 + y AS id, ${amount} AS amount, CAST(y AS decimal(20, 3)) / 7 AS price, 'a' || CAST(y AS varchar) AS name,
         y % 2 = 0 AS even, DATE '2026-01-01' + INTERVAL '1' DAY * (y % 90) AS day,
         TIMESTAMP '2026-01-01 00:00:00' + INTERVAL '1' SECOND * y AS at FROM ${numbers}`
    for (const [name, query] of [
      ['before', columns('CAST(y AS double)')],
      [
        'after',
        `SELECT * FROM (${columns('CASE WHEN y = 7 AND x = 1 THEN 1e0 ELSE CAST(y AS double) END')}) WHERE id <> 11`,
      ],
    ])
      await session.rows(`CREATE OR REPLACE TABLE ${schema}.${name} AS ${query}`)
    const sideOf = (name: string) => ({ relation: `${schema}."${name}"`, rows: null, checksum: null })
    const diff = await diffRelations(session, {
      ...{ recipe: 'shop', node: 'orders', dialect: trinoDiff, columnsOf: warehouse.columns },
      ...{ production: sideOf('before'), kitchen: sideOf('after'), key: { columns: ['id'], from: 'unique' as const } },
      ...{ tolerance: 1e-9, samples: 5, restrictions: [] },
    })
    expect(diff).toMatchObject({
      outcome: 'compared',
      rows: { production: count, kitchen: count - 1, added: 0, removed: 1, changed: 1 },
    })
    const found = diff.outcome === 'compared' ? diff.columns : []
    expect(found.map(({ name }) => name).sort()).toEqual(['amount', 'at', 'day', 'even', 'id', 'name', 'price'])
    expect(found.find(({ name }) => name === 'amount')).toMatchObject({ changed: 1, kitchen: { nulls: 0 } })
    expect(found.find(({ name }) => name === 'day')?.distribution?.edges[0]).toMatch(/^202[56]-/)
  })
})
