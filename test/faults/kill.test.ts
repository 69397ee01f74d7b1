import { join } from 'node:path'
import { expect, it } from 'vitest'
import { postgresForFile } from '../support/postgres.ts'
import { scratch } from '../support/scratch.ts'
import { killOften } from './kill.ts'

const server = postgresForFile()

// `npm run faults` kills 200 times each.
it('production is whole after each kill, in DuckDB', { timeout: 180_000 }, async () => {
  const folder = await scratch()
  const killed = await killOften('duckdb', join(folder, 'w.duckdb'), folder, { kills: 5, seed: 1 })
  expect(killed.faults).toEqual([])
})

it('production is whole after each kill, in PostgreSQL', { timeout: 180_000 }, async () => {
  const killed = await killOften('postgres', await server.database(), await scratch(), { kills: 5, seed: 2 })
  expect(killed.faults).toEqual([])
})
