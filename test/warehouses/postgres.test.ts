import { expect, it, onTestFinished } from 'vitest'
import { migrate } from '../../action/ledger/migrate.ts'
import { openPostgres } from '../../action/warehouses/postgres.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'
import { postgresForFile } from '../support/postgres.ts'
import { conforms } from './conformance.ts'
import { postgres } from './engines.ts'

const server = postgresForFile()
const options = { waitMs: 0 }

conforms(postgres, async () => openPostgres(await server.database(), options))

async function opened(url?: string): Promise<Warehouse> {
  const warehouse = await openPostgres(url ?? (await server.database()), options)
  onTestFinished(() => warehouse.close())
  return warehouse
}

it('shows who works there, and for what', async () => {
  const warehouse = await opened()
  const session = await warehouse.session('order-1 shop.total')
  const [row] = await session.rows("SELECT current_setting('application_name') AS name")
  expect(row).toEqual({ name: 'galley order-1 shop.total' })
  session.close()
})

it('does not let a session inherit what another one set', async () => {
  const warehouse = await opened()
  const one = await warehouse.session()
  await one.rows("SELECT set_config('DateStyle', 'German', false), set_config('search_path', 'nowhere', false)")
  one.close()
  const two = await warehouse.session()
  expect(await two.rows("SELECT DATE '2026-01-31'::text AS d, current_setting('TimeZone') AS zone")).toEqual([
    { d: '2026-01-31', zone: 'UTC' },
  ])
  two.close()
})

it('refuses a column whose name would be cut', async () => {
  const warehouse = await opened()
  await migrate(warehouse)
  const session = await warehouse.session()
  const query = `SELECT 1 AS ${'x'.repeat(64)}`
  await expect(warehouse.make(session, { target: 'galley_builds.t', as: 'table', query })).rejects.toThrow('63 bytes')
  session.close()
})

it('ends a statement that takes too long, where its URL says so', async () => {
  const warehouse = await opened(`${await server.database()}?statement_timeout=200`)
  const session = await warehouse.session()
  await expect(session.rows('SELECT pg_sleep(5)')).rejects.toMatchObject({ code: '57014' })
  session.close()
})

it('says that the server is not there, or refuses', async () => {
  await expect(openPostgres('postgres://postgres@127.0.0.1:1/x', options)).rejects.toMatchObject({ exit: 3 })
  await expect(openPostgres(server.url('no_such_database'), options)).rejects.toMatchObject({
    code: 'warehouse.open',
    message: expect.stringContaining('no_such_database') as string,
  })
})

it('a dropped connection is the world, and the next statement connects anew', async () => {
  const url = await server.database()
  const [warehouse, other] = [await opened(url), await opened(url)]
  const kill =
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()'
  const session = await warehouse.session()
  const long = session.rows('SELECT pg_sleep(20)')
  const failed = expect(long).rejects.toMatchObject({ code: 'warehouse.lost', exit: 3 })
  await other.ledger.rows(kill)
  await failed
  session.close()
  await expect(warehouse.ledger.rows('SELECT 1 AS n')).rejects.toMatchObject({ code: 'warehouse.lost' })
  expect(await warehouse.ledger.rows('SELECT 1 AS n')).toEqual([{ n: 1 }])
})

it("keeps people's grants and views on a name whose columns only grow, and grants where it is made anew", async () => {
  const { ledger, moveNames, transaction } = await opened()
  await ledger.rows(`CREATE SCHEMA a; CREATE ROLE "the reader"; CREATE TABLE a.t1 AS SELECT 1 AS x;
    CREATE TABLE a.t2 AS SELECT 2 AS x, 3 AS y; CREATE TABLE a.t3 AS SELECT 4 AS z`)
  await moveNames([{ view: 'a."v"', relation: 'a.t1' }])
  await ledger.rows('GRANT SELECT ON a.v TO "the reader"; CREATE VIEW a.mine AS SELECT x FROM a.v')
  await moveNames([{ view: 'a."v"', relation: 'a.t2' }])
  expect(await ledger.rows('SELECT * FROM a.mine')).toEqual([{ x: 2 }])
  const anew = transaction(() => moveNames([{ view: 'a."v"', relation: 'a.t3' }]))
  await expect(anew).rejects.toMatchObject({
    code: 'promotion.dependents',
    exit: 4,
    message: expect.stringContaining('a.mine') as string,
  })
  expect(await ledger.rows('SELECT * FROM a.v')).toEqual([{ x: 2, y: 3 }])
  await ledger.rows('DROP VIEW a.mine')
  await moveNames([{ view: 'a."v"', relation: 'a.t3' }])
  expect(await ledger.rows("SELECT has_table_privilege('the reader', 'a.v', 'SELECT') AS may")).toEqual([{ may: true }])
})

it('does not wait for ever for a reader that holds a name', async () => {
  const url = await server.database()
  const [warehouse, other] = [await opened(`${url}?options=-c%20lock_timeout%3D1`), await opened(url)]
  await other.ledger.rows('CREATE SCHEMA a; CREATE TABLE a.t AS SELECT 1 AS x; CREATE VIEW a.v AS SELECT * FROM a.t')
  await other.ledger.rows('BEGIN; SELECT * FROM a.v')
  await expect(warehouse.moveNames([{ view: 'a."v"', relation: 'a.t' }])).rejects.toMatchObject({ code: '55P03' })
  await other.ledger.rows('ROLLBACK')
})
