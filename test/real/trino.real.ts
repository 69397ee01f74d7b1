import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { findLeftovers, removeLeftovers } from '../../action/ledger/clean.ts'
import { destroyKitchen } from '../../action/ledger/destroy.ts'
import { readEnvironment } from '../../action/ledger/environments.ts'
import { migrate } from '../../action/ledger/migrate.ts'
import { trino as trinoDiff } from '../../action/quality/diff/dialects/trino.ts'
import { diffRelations } from '../../action/quality/diff/diff-relations.ts'
import { openScratch } from '../../action/quality/mutate/scratch.ts'
import { publish } from '../../action/run/publish.ts'
import { rollBack } from '../../action/run/roll-back.ts'
import { sandboxQuery } from '../../action/sandbox/sandbox-query.ts'
import { openTrino, type TrinoSettings } from '../../action/warehouses/trino.ts'
import type { Row, Warehouse } from '../../action/warehouses/warehouse.ts'
import type { SandboxPolicy } from '../../recipes-schema/recipe/types.ts'
import { lineAndColumnAt } from '../../recipes-schema/sql/places.ts'
import { killOften } from '../faults/kill.ts'
import { type Bench, checkAll, checkOn, expectCase, lay, nodeWith } from '../quality/kinds.ts'
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { project, shop } from '../support/project.ts'
import { scratch } from '../support/scratch.ts'
import { type ShopWarehouse, shopWarehouse } from '../support/shop-warehouse.ts'
import { trinoForTests } from './trino-server.ts'

const { url, missing, stop } = await trinoForTests()
let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres?.stop()
  await stop()
})

const settings = async (): Promise<TrinoSettings> => ({
  url: url ?? '',
  catalog: 'lake',
  user: 'galley',
  password: null,
  token: null,
  ledger: await postgres.database(),
})

/** One lake for all tests of the file, a ledger for each: what is called the same is made anew. */
async function fresh(): Promise<Warehouse> {
  const warehouse = await openTrino(await settings(), { waitMs: 0 })
  await migrate(warehouse)
  return warehouse
}

async function opened(): Promise<Warehouse> {
  const warehouse = await fresh()
  onTestFinished(() => warehouse.close())
  return warehouse
}

async function rows(warehouse: Warehouse, sql: string): Promise<Row[]> {
  const session = await warehouse.session('test')
  const found = await session.rows(sql)
  session.close()
  return found
}

it.runIf(missing !== null)(`is left out: ${missing}`, () => expect(missing).not.toBeNull())

describe.skipIf(missing !== null)('the statements of a session', () => {
  it('answer with plain values, exactly', async () => {
    const warehouse = await opened()
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
    const warehouse = await opened()
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
    const warehouse = await opened()
    const session = await warehouse.session()
    const query = "SELECT\n  'größe 😀' AS t,\n  missing_column\nFROM (SELECT 1 AS n) AS x"
    const error = await warehouse
      .make(session, { target: 'galley_builds.bad', as: 'table', query })
      .catch((e: Error) => e)
    const place = warehouse.placeOf(error as Error)
    expect(place === null ? null : lineAndColumnAt(place.statement, place.offset)).toEqual({ line: 3, column: 3 })
    expect(warehouse.isTransient(error as Error)).toBe(false)
  })

  it('take values as values, whatever is in them', async () => {
    const warehouse = await opened()
    const session = await warehouse.session()
    const text = `'; DROP SCHEMA galley_builds; --`
    expect(await session.rows("SELECT $1 AS a, $2 + 1 AS b, '$1' AS c -- $2", [text, 2])).toEqual([
      { a: text, b: 3, c: '$1' },
    ])
  })
})

describe.skipIf(missing !== null)('relations', () => {
  const table = async (warehouse: Warehouse, target: string, query: string): Promise<void> =>
    warehouse.make(await warehouse.session(), { target, as: 'table', query })

  it('have one checksum whatever the order of their rows, and another for any other content', async () => {
    const warehouse = await opened()
    const of = async (values: string): Promise<string> => {
      await table(warehouse, 'galley_builds.c', `SELECT * FROM (VALUES ${values}) AS t (a, b)`)
      return (await warehouse.content('galley_builds.c')).checksum
    }
    const all = [
      "(1, 'x'), (2, 'y'), (2, 'y')",
      "(1, 'y'), (2, 'x'), (2, 'y')",
      "(1, 'x'), (2, 'y')",
      "(1, NULL), (2, 'y'), (2, 'y')",
    ]
    const sums: string[] = []
    for (const one of all) sums.push(await of(one))
    expect(new Set(sums).size).toBe(sums.length)
    expect(await of("(2, 'y'), (1, 'x'), (2, 'y')")).toBe(sums[0])
    expect(await warehouse.bytes('galley_builds.c')).toBeGreaterThan(0)
  })

  it('are shown by names that move, and go', async () => {
    const warehouse = await opened()
    await warehouse.makeSchema('shown')
    await table(warehouse, 'galley_builds.one', 'SELECT 1 AS a, 2 AS b')
    await table(warehouse, 'galley_builds.two', "SELECT 'x' AS b")
    const view = '"shown"."v"'
    await warehouse.moveNames([{ view, relation: 'galley_builds.one' }])
    await warehouse.moveNames([{ view, relation: 'galley_builds.two' }])
    expect(await rows(warehouse, `SELECT * FROM ${view}`)).toEqual([{ b: 'x' }])
    expect(await warehouse.relations('shown')).toEqual([{ relation: view, is_view: true }])
    await warehouse.moveNames([{ view, relation: null }])
    await warehouse.moveNames([{ view, relation: null }])
    await warehouse.dropSchema('shown')
  })
})

const source = 'sources: { raw: { file: "${{ env.DATA }}/raw.csv" } }\n'
const recipe = (where: string): string => `${source}nodes:
  orders:
    sql: select id, amount from raw where ${where}
    tests: [not_null: [id], unique: [id], check: "amount > 0"]
    measures: [row_count, sum: amount]
  total:
    sql: select count(*) as orders, sum(amount) as amount from orders
    tests: [not_null: [orders]]
`

describe.skipIf(missing !== null)('orders', () => {
  const shopful = (): Promise<ShopWarehouse> => shopWarehouse(fresh)
  const read = async (text: string) => project(trinoShop(text))

  it('build, test, measure, keep a kitchen apart, promote what it proved, roll back, and clean', async () => {
    const { warehouse, deliver, produce, cook } = await shopful()
    const [base, head] = [await read(recipe('id > 0')), await read(recipe('id > 1'))]
    await deliver([1, 2, 3])
    const first = await produce(base)
    expect([first.verdict, first.reasons]).toEqual(['pass', expect.anything()])
    expect(await rows(warehouse, 'SELECT * FROM analytics.total')).toEqual([{ orders: 3, amount: 60 }])
    const kitchen = await cook(base, head)
    expect(kitchen.verdict).toBe('pass')
    expect(await rows(warehouse, 'SELECT orders FROM analytics__pr_1.total')).toEqual([{ orders: 2 }])
    expect(await rows(warehouse, 'SELECT orders FROM analytics.total')).toEqual([{ orders: 3 }])
    const promoted = await produce(head, { kind: 'promote', from: 'pr_1' })
    expect([promoted.verdict, promoted.promotion?.road]).toEqual(['pass', 'swap'])
    expect(await rows(warehouse, 'SELECT orders FROM analytics.total')).toEqual([{ orders: 2 }])
    expect(promoted.nodes.map(({ state }) => state)).not.toContain('succeeded')
    const by = { order_id: null, actor: 'cook', pull_request: null }
    const back = await rollBack(warehouse, { ...by, version: null, schema: 'analytics', now: new Date() })
    expect(back).toMatchObject({ from: 2, to: 3, restored: 1 })
    expect(await rows(warehouse, 'SELECT orders FROM analytics.total')).toEqual([{ orders: 3 }])
    const everything = { oldestVersion: 3, madeAfter: '9' }
    const leftovers = await findLeftovers(warehouse, everything)
    expect(leftovers.flatMap(({ node }) => node ?? [])).toEqual([])
    await destroyKitchen(warehouse, 'pr_1', 'analytics__pr_1')
    await removeLeftovers(warehouse, await findLeftovers(warehouse, everything))
    expect(await rows(warehouse, 'SELECT orders FROM analytics.total')).toEqual([{ orders: 3 }])
    expect(await findLeftovers(warehouse, everything)).toEqual([])
  })

  it('read a table of another catalog under all three names', async () => {
    const { warehouse, produce } = await shopful()
    const source = 'sources: { catalogs: { table: system.metadata.catalogs, columns: { catalog_name: varchar } } }\n'
    const head = await read(`${source}nodes: { named: { sql: select catalog_name from system.metadata.Catalogs } }\n`)
    expect((await produce(head)).verdict).toBe('pass')
    expect(await rows(warehouse, 'SELECT catalog_name FROM analytics.named')).toContainEqual({ catalog_name: 'lake' })
  })

  it('that fail a test leave every name where it was', async () => {
    const { warehouse, deliver, produce } = await shopful()
    await deliver([1, 2])
    const head = await read(recipe('id > 0'))
    expect((await produce(head)).verdict).toBe('pass')
    await deliver([1, 1])
    const failed = await produce(head)
    expect(failed.verdict).toBe('fail')
    expect(failed.tests.filter(({ state }) => state === 'failed').map(({ test }) => test)).toEqual(['unique(id)'])
    expect(await rows(warehouse, 'SELECT orders FROM analytics.total')).toEqual([{ orders: 2 }])
  })
})

describe.skipIf(missing !== null)('a place for faults', () => {
  it('is in the lake, not where the ledger is, and gone afterwards with all that is in it', async () => {
    const warehouse = await opened()
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
    const warehouse = await opened()
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

describe.skipIf(missing !== null)('checks', () => {
  const bench = async (): Promise<Bench> => {
    const warehouse = await opened()
    const schema = `kinds_${Date.now()}`
    await lay({ warehouse, schema })
    return { warehouse, schema }
  }

  it('every test finds what it is for', async () => {
    for (const [one, result] of await checkAll(await bench())) expectCase(one, result)
  })

  it('every measure takes its number', async () => {
    const node = await nodeWith(
      [],
      `row_count, null_rate: email, duplicate_rate: id, { name: paid, rate: "status = 'paid'" }, distinct_count: status,
       mean: amount, sum: amount, min: amount, max: amount, stddev: amount, quantile: { column: amount, at: 0.5 },
       freshness: at_time, bytes, { name: spread, value: max(amount) - min(amount) }`,
    )
    const { measures } = await checkOn(await bench(), node)
    expect([...measures].filter(([, { value }]) => value === null)).toEqual([])
  })
})

describe.skipIf(missing !== null)('promotion by the journal', () => {
  it('is finished forward by whoever comes next, wherever its process was killed', async () => {
    const { url, catalog, ledger } = await settings()
    const kills = Number(process.env.GALLEY_TEST_KILLS ?? 5)
    const found = await killOften('trino', JSON.stringify({ url, catalog, ledger }), await scratch(), {
      kills,
      seed: 3,
      within: 20_000,
    })
    console.log(found)
    expect(found.faults).toEqual([])
    expect(found.moved).toBeGreaterThan(0)
  })

  it('has one winner of two', async () => {
    const own = await settings()
    const [one, two] = [await openTrino(own, { waitMs: 0 }), await openTrino(own, { waitMs: 0 })]
    onTestFinished(async () => void (await Promise.all([one.close(), two.close()])))
    await migrate(one)
    for (let round = 0; round < 5; round++) {
      const now = await readEnvironment(one, 'production')
      const record = {
        kind: 'run',
        order_id: null,
        actor: 'cook',
        pull_request: null,
        commit_sha: null,
        digest: null,
      } as const
      const tries = [one, two].map((warehouse) =>
        publish(warehouse, 'analytics', now, now.bound, { ...record, created_at: new Date().toISOString() }),
      )
      const results = await Promise.allSettled(tries)
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect((await readEnvironment(two, 'production')).version).toBe(now.version + 1)
    }
  })
})

describe.skipIf(missing !== null)('a kitchen', () => {
  const full: SandboxPolicy = { sample: null, window: null, mask: null }
  const md5 = (id: number): string => createHash('md5').update(`${id}`).digest('hex').slice(0, 8)
  const kept = [0, 1, 2, 3].filter((id) => Number.parseInt(md5(id), 16) < 0.7 * 2 ** 32).length
  const masks = {
    email: { how: 'hash' },
    name: { how: 'partial', keep: 1 },
    id: { how: 'hash' },
    born: { how: 'shift', days: 3 },
  } as const

  it.each<[string, Partial<SandboxPolicy>, string, Row]>([
    [
      'a sample by a key',
      { sample: { percent: 70, key: 'id' } },
      'count(*) AS n, count(DISTINCT id) AS ids',
      { n: 2 * kept, ids: kept },
    ],
    ['a window', { window: { by: 'at', last: 86_400 as never } }, 'count(*) AS n', { n: 4 }],
    ['a window over days', { window: { by: 'born', last: 3600 as never } }, 'count(*) AS n', { n: 4 }],
    [
      'masks',
      { mask: { columns: masks, strict: false } },
      'max(length(email)) AS l, max(name) AS name, max(CAST(born AS varchar)) AS born',
      { l: 32, name: 'e**', born: '2026-01-06' },
    ],
  ])('sees %s', async (_, policy, what, expected) => {
    const warehouse = await opened()
    const session = await warehouse.session()
    const values = ['ana', 'ben', 'cyd', 'eve'].flatMap((name, id) =>
      [0, 1].map(
        (n) =>
          `(${id}, '${name}', '${name}@example.com', DATE '2026-01-0${(id % 2) + 2}', TIMESTAMP '2026-01-0${id + 1} 10:00:00', ${n})`,
      ),
    )
    const query = `SELECT * FROM (VALUES ${values.join(', ')}) AS t (id, name, email, born, at, n)`
    await warehouse.make(session, { target: 'galley_builds.seen', as: 'table', query })
    const columns = await warehouse.columns('galley_builds.seen')
    const sandbox = { source: 't', policy: { ...full, ...policy }, salt: "'salt'", dialect: 'trino' }
    expect(
      await session.rows(`SELECT ${what} FROM (${sandboxQuery('galley_builds.seen', columns, sandbox)}) AS s`),
    ).toEqual([expected])
  })
})

/** The shop, with Trino as its warehouse. */
function trinoShop(text: string): ReturnType<typeof shop> {
  const files = shop(text)
  const connection = 'connections: { warehouse: { type: trino, url: "http://127.0.0.1:1", catalog: lake } }'
  return { ...files, 'galley.yaml': (files['galley.yaml'] ?? '').replace(/connections:.*/, connection) }
}
