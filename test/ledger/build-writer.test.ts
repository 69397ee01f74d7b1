import { expect, it } from 'vitest'
import { buildWriter } from '../../action/ledger/build-writer.ts'
import type { NewBuild } from '../../action/ledger/builds.ts'
import { migrate } from '../../action/ledger/migrate.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'
import type { Fingerprint } from '../../recipes-schema/plan/types.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

function made(build: string, seconds = 0): NewBuild {
  const frame = { build, node: 'shop.a' as NodeId, kind: 'sql', fingerprint: 'f' as Fingerprint, relation: null }
  const rest = { is_view: false, row_count: 1, checksum: null, outputs: {}, sandboxed: false }
  const origin = { order_id: 'o', environment: 'production', commit: null, created_at: '2026' }
  return { build: { ...frame, ...rest }, origin, seconds, reads: ['r'] }
}

/** Counts what has been written. */
function counted(warehouse: Warehouse, count: () => void): Warehouse {
  const rows: Warehouse['ledger']['rows'] = async (sql, parameters) => {
    const answer = await warehouse.ledger.rows<never>(sql, parameters)
    if (sql.startsWith('INSERT')) count()
    return answer
  }
  return { ...warehouse, ledger: { ...warehouse.ledger, rows } }
}

it('writes those of a moment in one statement, and is done when it is flushed', async () => {
  const { warehouse, rows } = await shopWarehouse()
  await migrate(warehouse)
  let statements = 0
  const writer = buildWriter(counted(warehouse, () => statements++))
  for (const build of ['a', 'b', 'c']) writer.record(made(build))
  await writer.flush()
  expect(statements).toBe(1)
  expect(await rows('SELECT build FROM galley.builds ORDER BY build')).toEqual(
    ['a', 'b', 'c'].map((build) => ({ build })),
  )
  await writer.flush()
  expect(statements).toBe(1)
})

it('writes without being told to', async () => {
  const { warehouse, rows } = await shopWarehouse()
  await migrate(warehouse)
  await new Promise<void>((written) => buildWriter(counted(warehouse, written)).record(made('a')))
  expect(await rows('SELECT build FROM galley.builds')).toEqual([{ build: 'a' }])
})

it('leaves what is there already as it is', async () => {
  const { warehouse, rows } = await shopWarehouse()
  await migrate(warehouse)
  for (const [seconds, builds] of [[1, ['a']] as const, [2, ['a', 'b']] as const]) {
    const writer = buildWriter(warehouse)
    for (const build of builds) writer.record(made(build, seconds))
    await writer.flush()
  }
  expect(await rows('SELECT build, seconds FROM galley.builds ORDER BY build')).toEqual([
    { build: 'a', seconds: 1 },
    { build: 'b', seconds: 2 },
  ])
})

it('says what hindered it, when it is flushed and to whoever comes next', async () => {
  const { warehouse } = await shopWarehouse()
  // There is no ledger in it.
  const writer = buildWriter(warehouse)
  writer.record(made('a'))
  await expect(writer.flush()).rejects.toThrow('builds')
  expect(() => writer.record(made('b'))).toThrow('builds')
})
