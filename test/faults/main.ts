/**
 * `npm run faults -- [--kills 200] [--seed 1] [--only duckdb|postgres|trino]`: kills, looks, and
 * prints what it found. Trino, which has to be installed, is tried when it is asked for.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { trinoForTests } from '../real/trino-server.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { killOften } from './kill.ts'
import { killPromoter } from './kill-promoter.ts'

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
  if (values.only === undefined || values.only === 'duckdb')
    console.log('duckdb', await killOften('duckdb', join(folder, 'w.duckdb'), folder, times))
  if (server !== null && values.only !== 'trino')
    console.log('postgres', await killOften('postgres', await server.database(), folder, times))
  if (server !== null && values.only === 'trino') {
    const { url, missing, stop } = await trinoForTests()
    try {
      if (url === null) throw new Error(`Trino cannot be had here: ${missing}`)
      const settings = { url, catalog: 'lake', user: 'galley', ledger: await server.database() }
      console.log('trino', await killPromoter('trino', JSON.stringify(settings), { ...times, withinMs: 4000 }))
    } finally {
      await stop()
    }
  }
} finally {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
}
