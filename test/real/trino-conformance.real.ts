import { afterAll, describe, expect, it } from 'vitest'
import { openTrino } from '../../action/warehouses/trino.ts'
import { postgresForFile } from '../support/postgres.ts'
import { conforms } from '../warehouses/conformance.ts'
import { trino } from '../warehouses/engines.ts'
import { trinoForTests } from './trino-server.ts'

const { url, missing, stop } = await trinoForTests()
const ledgers = postgresForFile()
afterAll(stop)

it.runIf(missing !== null)(`is left out: ${missing}`, () => expect(missing).not.toBeNull())

// One lake for all tests, a ledger for each: what is called the same is made anew.
describe.skipIf(missing !== null)('an engine among engines', () => {
  conforms(trino, async () => {
    const settings = { url: url ?? '', catalog: 'lake', user: 'galley', password: null, token: null }
    return openTrino({ ...settings, ledger: await ledgers.database() }, { waitMs: 0 })
  })
})
