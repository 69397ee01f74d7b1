import { afterAll, describe, expect, it } from 'vitest'
import { openSnowflake } from '../../action/warehouses/snowflake.ts'
import { postgresForFile } from '../support/postgres.ts'
import { conforms } from '../warehouses/conformance.ts'
import { snowflake } from '../warehouses/engines.ts'
import { snowflakeForTests } from './snowflake-server.ts'

const { url, missing, stop } = await snowflakeForTests()
const ledgers = postgresForFile()
afterAll(stop)

it.runIf(missing !== null)(`is left out: ${missing}`, () => expect(missing).not.toBeNull())

// One account for all tests, a ledger for each: what is called the same is made anew.
describe.skipIf(missing !== null)('an engine among engines', () => {
  conforms(snowflake, async () => {
    const none = { privateKey: null, token: null, warehouse: null, role: null }
    const settings = { ...none, url, account: 'fake', user: 'galley', password: 'p', database: 'LAKE' }
    return openSnowflake({ ...settings, ledger: await ledgers.database() }, { waitMs: 0 })
  })
})
