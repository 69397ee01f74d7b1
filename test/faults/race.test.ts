import { it, onTestFinished } from 'vitest'
import { openPostgres } from '../../action/warehouses/postgres.ts'
import { postgresForFile } from '../support/postgres.ts'
import { raceOften } from './race.ts'

const server = postgresForFile()
const races = 100

it(`of two promoters exactly one wins, ${races} times`, { timeout: 180_000 }, async () => {
  const url = await server.database()
  const [one, two] = await Promise.all([openPostgres(url, { waitMs: 0 }), openPostgres(url, { waitMs: 0 })])
  onTestFinished(async () => {
    await one.close()
    await two.close()
  })
  await raceOften(one, two, races)
})
