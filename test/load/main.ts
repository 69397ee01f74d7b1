/** `npm run load -- [--deliveries 10000] [--kills 5] [--rate 300] [--seconds 20] [--burst 1000]`: prints what it found. */
import { generateKeyPairSync } from 'node:crypto'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startGitHub } from '../app/support/github.ts'
import { files } from '../app/support/project.ts'
import { type AppProcess, startAppProcess } from '../demo/app-process.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { comment, shuffled } from './deliveries.ts'
import { survive } from './faults.ts'
import { sendAt } from './rate.ts'

const { values } = parseArgs({
  options: {
    deliveries: { type: 'string', default: '10000' },
    kills: { type: 'string', default: '5' },
    rate: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '20' },
    burst: { type: 'string', default: '1000' },
  },
})
const webhookSecret = 'only for load'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const app = { id: 1, privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), webhookSecret }
const [github, postgres] = await Promise.all([startGitHub(), startPostgres()])
github.commit(files, [])
let numbers = 0
const some = (count: number, every: number) =>
  Array.from({ length: count }, () => comment(++numbers, every, webhookSecret))

async function withDatabase<T>(work: (start: () => Promise<AppProcess>, pool: pg.Pool) => Promise<T>): Promise<T> {
  const database = await postgres.database()
  const pool = new pg.Pool({ connectionString: database })
  const common = { app, apiUrl: `${github.url}/api/v3`, serverUrl: github.url, oidcIssuer: github.url }
  try {
    return await work(() => startAppProcess({ ...common, data: '', database, logLevel: 'info' }), pool)
  } finally {
    await pool.end()
  }
}

try {
  const [rate, seconds, burst] = [values.rate, values.seconds, values.burst].map(Number) as [number, number, number]
  for (const replicas of [1, 2])
    await withDatabase(async (start, pool) => {
      const apps = await Promise.all(Array.from({ length: replicas }, start))
      const urls = apps.map(({ url }) => url)
      await sendAt(urls, some(50, 1e9), 50)
      console.log(`${replicas} replica(s), ${rate} a second:`, await sendAt(urls, some(rate * seconds, 1e9), rate))
      console.log(`${replicas} replica(s), a burst of ${burst}:`, await sendAt(urls, some(burst, 1e9), 1000))
      const { rows } = await pool.query('SELECT count(*)::int AS kept FROM deliveries')
      console.log(`kept: ${rows[0].kept} of ${50 + rate * seconds + burst}`)
      await Promise.all(apps.map((one) => one.stop()))
    })
  const all = some(Number(values.deliveries), 20)
  const again = all.filter((_, at) => at % 10 === 0)
  await withDatabase(async (start, pool) => {
    const mixed = shuffled([...all, ...again], 7)
    console.log('killed:', await survive(start, mixed, again.length, Number(values.kills), { github, pool }))
  })
} finally {
  await postgres.stop()
  await github.stop()
}
