import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTrino } from '../../action/warehouses/trino.ts'
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { conforms } from '../warehouses/conformance.ts'
import { trino } from '../warehouses/engines.ts'
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

it.runIf(missing !== null)(`is left out: ${missing}`, () => expect(missing).not.toBeNull())

// One lake for all tests, a ledger for each: what is called the same is made anew.
describe.skipIf(missing !== null)('an engine among engines', () => {
  conforms(trino, async () => {
    const settings = { url: url ?? '', catalog: 'lake', user: 'galley', password: null, token: null }
    return openTrino({ ...settings, ledger: await postgres.database() }, { waitMs: 0 })
  })
})
