import { afterAll, describe, expect, it } from 'vitest'
import { openSnowflake, type SnowflakeSettings } from '../../action/warehouses/snowflake.ts'
import { quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { postgresForFile } from '../support/postgres.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'
import { snowflakeForTests } from './snowflake-server.ts'
import { type EngineApart, opened, rows, shopOn, withLedger, worksApart } from './works-apart.ts'

const { url, missing, stop } = await snowflakeForTests()
const ledgers = postgresForFile()
afterAll(stop)

const settings = async (): Promise<SnowflakeSettings> => ({
  ...{ url, account: 'fake', user: 'galley', password: 'p', database: 'LAKE' },
  ...{ privateKey: null, token: null, warehouse: null, role: null },
  ledger: await ledgers.database(),
})

const snowflake: EngineApart = {
  type: 'snowflake',
  connection: '{ type: snowflake, account: fake, user: galley, database: LAKE }',
  open: async () => openSnowflake(await settings(), { waitMs: 0 }),
  async two() {
    const own = await settings()
    return [await openSnowflake(own, { waitMs: 0 }), await openSnowflake(own, { waitMs: 0 })]
  },
  async setting() {
    const { account, user, password, database, ledger } = await settings()
    return JSON.stringify({ url, account, user, password, database, ledger })
  },
  kills: 3,
  // The fake has no sizes.
  leastBytes: 0,
  unmeasured: ['bytes'],
  // Not a hash of an integer: the fake reads no hexadecimal numbers.
  masks: { email: { how: 'hash' }, name: { how: 'partial', keep: 1 }, born: { how: 'shift', days: 3 } },
}

it.runIf(missing !== null)(`is left out: ${missing}`, () => expect(missing).not.toBeNull())

describe.skipIf(missing !== null)('an engine apart', () => worksApart(snowflake))

describe.skipIf(missing !== null)('orders of Snowflake', () => {
  it('read a table of a database under all three names', async () => {
    const { warehouse, produce } = await shopWarehouse(() => withLedger(snowflake))
    await warehouse.makeSchema('stock')
    const made = { target: '"stock"."things"', as: 'table', query: 'SELECT 7 AS "id"' } as const
    await warehouse.make(await warehouse.session(), made)
    const source = 'sources: { things: { table: lake.stock.things, columns: { id: integer } } }\n'
    const head = await shopOn(snowflake, `${source}nodes: { all_things: { sql: select id from things } }\n`)
    expect((await produce(head)).verdict).toBe('pass')
    expect(await rows(warehouse, 'SELECT * FROM analytics.all_things')).toEqual([{ id: 7 }])
  })
})

describe.skipIf(missing !== null)('the statements of a session', () => {
  it('answer with plain values, exactly', async () => {
    const warehouse = await opened(snowflake)
    const sql = `SELECT 1 AS i, 9007199254740993 AS big, 0.5::double AS f, true AS yes, 'a''b' AS t, NULL::int AS nothing,
      CAST('12345678901234567.01' AS number(20, 2)) AS d, '2026-01-31 10:00:00.123456'::timestamp_ntz AS "at",
      '2026-01-31'::date AS day`
    expect(await rows(warehouse, sql)).toEqual([
      {
        ...{ i: 1, big: '9007199254740993', f: 0.5, yes: true, t: "a'b", nothing: null },
        ...{ d: '12345678901234567.01', at: '2026-01-31T10:00:00.123456', day: '2026-01-31' },
      },
    ])
  })

  it('take texts as they are, backslashes too', async () => {
    const warehouse = await opened(snowflake)
    const text = `C:\\new 'folder'\\`
    expect(await rows(warehouse, `SELECT ${quoteText(text, 'snowflake')} AS t`)).toEqual([{ t: text }])
  })
})
