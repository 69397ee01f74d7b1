import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTrino } from '../../action/warehouses/trino.ts'
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { conforms } from '../warehouses/conformance.ts'
import { trino } from '../warehouses/engines.ts'
import { startTrino } from './trino-server.ts'

const given = process.env.GALLEY_TEST_TRINO
const started = given === undefined ? await startTrino() : { url: given, stop: async () => {} }
const missing = 'missing' in started ? started.missing : null
let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres?.stop()
  if (!('missing' in started)) await started.stop()
})

it.runIf(missing !== null)(`is left out: ${missing}`, () => expect(missing).not.toBeNull())

// One lake for all tests, a ledger for each: what is called the same is made anew.
describe.skipIf(missing !== null)('an engine among engines', () => {
  conforms(trino, async () => {
    const url = 'missing' in started ? '' : started.url
    const settings = { url, catalog: 'lake', user: 'galley', password: null, token: null }
    return openTrino({ ...settings, ledger: await postgres.database() }, { waitMs: 0 })
  })
})
