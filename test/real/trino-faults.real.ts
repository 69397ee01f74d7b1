import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { openTrino } from '../../action/warehouses/trino.ts'
import { killPromoter } from '../faults/kill-promoter.ts'
import { raceOften } from '../faults/race.ts'
import { postgresForFile } from '../support/postgres.ts'
import { trinoForTests } from './trino-server.ts'

const { url, missing, stop } = await trinoForTests()
const ledgers = postgresForFile()
afterAll(stop)

it.runIf(missing !== null)(`is left out: ${missing}`, () => expect(missing).not.toBeNull())

describe.skipIf(missing !== null)('promotion by the journal, on a real Trino', () => {
  const races = 20
  it(`has exactly one winner of two, ${races} times`, async () => {
    const frame = { url: url ?? '', catalog: 'lake', user: 'galley', password: null, token: null }
    const settings = { ...frame, ledger: await ledgers.database() }
    const [one, two] = await Promise.all([openTrino(settings, { waitMs: 0 }), openTrino(settings, { waitMs: 0 })])
    onTestFinished(async () => {
      await one.close()
      await two.close()
    })
    await raceOften(one, two, races)
  })

  // `npm run faults -- --only trino --kills 100` kills more.
  it('is finished forward after each of 30 kills', async () => {
    const settings = { url: url ?? '', catalog: 'lake', user: 'galley', ledger: await ledgers.database() }
    const killed = await killPromoter('trino', JSON.stringify(settings), { kills: 30, seed: 3, withinMs: 4000 })
    console.log(killed)
    expect(killed.faults).toEqual([])
    expect(killed.halfway).toBeGreaterThan(0)
  })
})
