import { createHash } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findLeftovers, removeLeftovers } from '../../action/ledger/clean.ts'
import { destroyKitchen } from '../../action/ledger/destroy.ts'
import { readEnvironment } from '../../action/ledger/environments.ts'
import { migrate } from '../../action/ledger/migrate.ts'
import { publish } from '../../action/run/publish.ts'
import { rollBack } from '../../action/run/roll-back.ts'
import { sandboxQuery } from '../../action/sandbox/sandbox-query.ts'
import type { Row, Warehouse } from '../../action/warehouses/warehouse.ts'
import type { Project, SandboxPolicy } from '../../recipes-schema/recipe/types.ts'
import { killOften } from '../faults/kill.ts'
import { type Bench, checkAll, checkOn, expectCase, lay, nodeWith } from '../quality/kinds.ts'
import { project, shop } from '../support/project.ts'
import { scratch } from '../support/scratch.ts'
import { type ShopWarehouse, shopWarehouse } from '../support/shop-warehouse.ts'

/** An engine whose ledger is in a PostgreSQL and whose names move by the journal, as its suite has it. */
export interface EngineApart {
  readonly type: 'trino' | 'snowflake'
  /** A connection to it, as `galley.yaml` writes it. */
  readonly connection: string
  /** A warehouse over a ledger of its own, which is not made yet. */
  open(): Promise<Warehouse>
  /** Two over one. */
  two(): Promise<readonly [Warehouse, Warehouse]>
  /** What another process opens it with, as JSON. */
  setting(): Promise<string>
  /** How often an order is killed; `GALLEY_TEST_KILLS` says otherwise. */
  readonly kills: number
  /** What the size of a small table is at least, in bytes. */
  readonly leastBytes: number
  /** Measures that have no value there. */
  readonly unmeasured: readonly string[]
  readonly masks: NonNullable<SandboxPolicy['mask']>['columns']
}

/** A warehouse with its ledger, and its end with the test. All tests share what the engine has: the same name is made anew. */
export async function opened(engine: EngineApart): Promise<Warehouse> {
  const warehouse = await withLedger(engine)
  onTestFinished(() => warehouse.close())
  return warehouse
}

/** The same for whoever closes it. */
export async function withLedger(engine: EngineApart): Promise<Warehouse> {
  const warehouse = await engine.open()
  await migrate(warehouse)
  return warehouse
}

/** The answer of a query in a session of its own. */
export async function rows(warehouse: Warehouse, sql: string): Promise<Row[]> {
  const session = await warehouse.session('test')
  const found = await session.rows(sql)
  session.close()
  return found
}

/** The project of one recipe with the engine as its warehouse. */
export async function shopOn({ connection }: EngineApart, text: string): Promise<Project> {
  const files = shop(text)
  const galley = (files['galley.yaml'] ?? '').replace(/connections:.*/, `connections: { warehouse: ${connection} }`)
  return project({ ...files, 'galley.yaml': galley })
}

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

/** What all such engines do alike. */
export function worksApart(engine: EngineApart): void {
  const { type, leastBytes, unmeasured } = engine

  describe('values', () => {
    it('take values as values, whatever is in them', async () => {
      const warehouse = await opened(engine)
      const session = await warehouse.session()
      const text = `\\'; DROP SCHEMA galley_builds; --`
      expect(await session.rows("SELECT $1 AS a, $2 + 1 AS b, '$1' AS c -- $2", [text, 2])).toEqual([
        { a: text, b: 3, c: '$1' },
      ])
    })
  })

  describe('relations', () => {
    const table = async (warehouse: Warehouse, target: string, query: string): Promise<void> =>
      warehouse.make(await warehouse.session(), { target, as: 'table', query })

    it('have one checksum whatever the order of their rows, and another for any other content', async () => {
      const warehouse = await opened(engine)
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
      expect(await warehouse.bytes('galley_builds.c')).toBeGreaterThanOrEqual(leastBytes)
    })

    it('are shown by names that move, and go', async () => {
      const warehouse = await opened(engine)
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

  describe('orders', () => {
    const shopful = (): Promise<ShopWarehouse> => shopWarehouse(() => withLedger(engine))
    const read = async (text: string) => shopOn(engine, text)

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

  describe('checks', () => {
    const bench = async (): Promise<Bench> => {
      const warehouse = await opened(engine)
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
      expect([...measures].filter(([, { value }]) => value === null).map(([name]) => name)).toEqual(unmeasured)
    })
  })

  describe('promotion by the journal', () => {
    it('is finished forward by whoever comes next, wherever its process was killed', async () => {
      const kills = Number(process.env.GALLEY_TEST_KILLS ?? engine.kills)
      const found = await killOften(type, await engine.setting(), await scratch(), { kills, seed: 3, within: 20_000 })
      console.log(found)
      expect(found.faults).toEqual([])
      expect(found.moved).toBeGreaterThan(0)
    })

    it('has one winner of two', async () => {
      const [one, two] = await engine.two()
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

  describe('a kitchen', () => {
    const full: SandboxPolicy = { sample: null, window: null, mask: null }
    const md5 = (id: number): string => createHash('md5').update(`${id}`).digest('hex').slice(0, 8)
    const kept = [0, 1, 2, 3].filter((id) => Number.parseInt(md5(id), 16) < 0.7 * 2 ** 32).length
    it.each<[string, Partial<SandboxPolicy>, string, Row]>([
      [
        'a sample by a key',
        { sample: { percent: 70, key: 'id' } },
        'count(*) AS n, count(DISTINCT id) AS ids',
        { n: 2 * kept, ids: kept },
      ],
      ['a window', { window: { by: 'seen_at', last: 86_400 as never } }, 'count(*) AS n', { n: 4 }],
      ['a window over days', { window: { by: 'born', last: 3600 as never } }, 'count(*) AS n', { n: 4 }],
      [
        'masks',
        { mask: { columns: engine.masks, strict: false } },
        'max(length(email)) AS l, max(name) AS name, max(CAST(born AS varchar)) AS born',
        { l: 32, name: 'e**', born: '2026-01-06' },
      ],
    ])('sees %s', async (_, policy, what, expected) => {
      const warehouse = await opened(engine)
      const session = await warehouse.session()
      const values = ['ana', 'ben', 'cyd', 'eve'].flatMap((name, id) =>
        [0, 1].map(
          (n) =>
            `(${id}, '${name}', '${name}@example.com', DATE '2026-01-0${(id % 2) + 2}', TIMESTAMP '2026-01-0${id + 1} 10:00:00', ${n})`,
        ),
      )
      const query = `SELECT * FROM (VALUES ${values.join(', ')}) AS t (id, name, email, born, seen_at, n)`
      await warehouse.make(session, { target: 'galley_builds.seen', as: 'table', query })
      const columns = await warehouse.columns('galley_builds.seen')
      const sandbox = { source: 't', policy: { ...full, ...policy }, salt: "'salt'", dialect: type }
      expect(
        await session.rows(`SELECT ${what} FROM (${sandboxQuery('galley_builds.seen', columns, sandbox)}) AS s`),
      ).toEqual([expected])
    })
  })
}
