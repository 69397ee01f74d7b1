/** `npm run faults -- [--kills 200] [--seed 1] [--only duckdb|postgres]`: kills, looks, and prints what it found. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '../support/postgres-server.ts'
import { killOften } from './kill.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})
const times = { kills: Number(values.kills), seed: Number(values.seed) }
const folder = await mkdtemp(join(tmpdir(), 'galley-faults-'))
const server = values.only === 'duckdb' ? null : await startPostgres()
try {
  if (values.only !== 'postgres')
    console.log('duckdb', await killOften('duckdb', join(folder, 'w.duckdb'), folder, times))
  if (server !== null) console.log('postgres', await killOften('postgres', await server.database(), folder, times))
} finally {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
}
