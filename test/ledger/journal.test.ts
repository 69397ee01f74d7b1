import { expect, it } from 'vitest'
import { buildKey, type NewBuild, recordBuilds } from '../../action/ledger/builds.ts'
import { type EnvironmentState, readEnvironment, readVersions } from '../../action/ledger/environments.ts'
import { lease, settle } from '../../action/ledger/journal.ts'
import { migrate } from '../../action/ledger/migrate.ts'
import { publish } from '../../action/run/publish.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'
import type { Fingerprint } from '../../recipes-schema/plan/types.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

/** DuckDB as an engine would be that cannot hold several statements together. */
const split = (warehouse: Warehouse): Warehouse => ({
  ...warehouse,
  promotion: 'journal',
  transaction: (work) => work(),
})

/** The same, in a process that is gone after so many statements. */
function mortal(warehouse: Warehouse, statements: number): Warehouse {
  let left = statements
  const live = <T>(work: () => Promise<T>): Promise<T> => (left-- > 0 ? work() : Promise.reject(new Error('killed')))
  return {
    ...split(warehouse),
    ledger: { ...warehouse.ledger, rows: (sql, parameters) => live(() => warehouse.ledger.rows(sql, parameters)) },
    moveNames: (changes) => live(() => warehouse.moveNames(changes)),
  }
}

const nodes = ['shop.a', 'shop.b', 'shop.c'] as NodeId[]
const record = (order: string): Parameters<typeof publish>[4] => ({
  kind: 'run',
  order_id: order,
  actor: 'cook',
  pull_request: null,
  commit_sha: null,
  digest: null,
  created_at: '2026-01-01T00:00:00Z',
})

async function build(warehouse: Warehouse, node: NodeId, n: number): Promise<[NodeId, NewBuild['build']]> {
  const key = buildKey(node, 'f' as Fingerprint, [String(n)])
  const relation = `galley_builds."${node.slice(5)}__${n}"`
  await warehouse.ledger.rows(`CREATE OR REPLACE TABLE ${relation} AS SELECT ${n} AS n`)
  const made = {
    build: key,
    node,
    kind: 'sql',
    fingerprint: 'f' as Fingerprint,
    relation,
    is_view: false,
    row_count: 1,
  }
  const whole = { ...made, checksum: null, outputs: {}, sandboxed: false }
  const origin = { order_id: 'o', environment: 'production', commit: null, created_at: '2026' }
  await recordBuilds(warehouse, [{ build: whole, origin, seconds: 0 }])
  return [node, whole]
}

async function shown(warehouse: Warehouse): Promise<string> {
  const texts = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) =>
      warehouse.ledger.rows(`SELECT n FROM analytics.${name}`).then(
        ([row]) => `${row?.n}`,
        () => '-',
      ),
    ),
  )
  return texts.join('')
}

const inAnHour = (): Date => new Date(Date.now() + 60 * lease)

it('a promotion that is killed at any step is finished by whoever comes next, or has not begun', async () => {
  const outcomes: string[] = []
  for (let statements = 0; ; statements++) {
    const { warehouse } = await shopWarehouse()
    const journal = split(warehouse)
    await migrate(journal)
    const first = new Map(await Promise.all(nodes.map((node) => build(warehouse, node, 1))))
    const empty: EnvironmentState = await readEnvironment(journal, 'production')
    await publish(journal, 'analytics', empty, first, record('one'))
    expect(await shown(warehouse)).toBe('111-')
    const next = new Map(
      await Promise.all(['shop.a', 'shop.b', 'shop.d'].map((node) => build(warehouse, node as NodeId, 2))),
    )
    const now = await readEnvironment(journal, 'production')
    const ended = await publish(mortal(warehouse, statements), 'analytics', now, next, record('two')).then(
      () => 'done',
      (error: Error) => error.message,
    )
    const said: string[] = []
    await settle(journal, inAnHour, (message) => said.push(message))
    const after = await readEnvironment(journal, 'production')
    const names = await shown(warehouse)
    // All of the old or all of the new, in the views and in the ledger.
    expect([`1 111-`, `2 22-2`]).toContain(`${after.version} ${names}`)
    expect([...after.bound.keys()].sort()).toEqual(after.version === 1 ? nodes : ['shop.a', 'shop.b', 'shop.d'])
    expect(await readVersions(journal, 'production')).toHaveLength(after.version)
    expect(said.length > 0 && after.version === 1).toBe(false)
    outcomes.push(`${after.version}${said.length > 0 ? ' finished' : ''}`)
    // Whatever was left, the next promotion goes through.
    const third = await publish(
      journal,
      'analytics',
      after,
      new Map(await Promise.all(nodes.map((node) => build(warehouse, node, 3)))),
      record('three'),
    )
    expect(third).toBe(after.version + 1)
    expect(await shown(warehouse)).toBe('333-')
    if (ended === 'done') break
  }
  expect(outcomes.length).toBeGreaterThan(15)
  expect(new Set(outcomes)).toEqual(new Set(['1', '2 finished', '2']))
})

it('of two promoters one wins, and the other is told', async () => {
  const { warehouse } = await shopWarehouse()
  const journal = split(warehouse)
  await migrate(journal)
  const now = await readEnvironment(journal, 'production')
  const first = new Map([await build(warehouse, 'shop.a' as NodeId, 1)])
  await publish(journal, 'analytics', now, first, record('one'))
  const late = publish(
    journal,
    'analytics',
    now,
    new Map([await build(warehouse, 'shop.a' as NodeId, 2)]),
    record('two'),
  )
  await expect(late).rejects.toMatchObject({ code: 'production.moved', exit: 4 })
  expect(await shown(warehouse)).toBe('1---')
  expect(await warehouse.ledger.rows('SELECT * FROM galley.journal')).toEqual([])
})
