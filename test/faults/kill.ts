import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { readEnvironment, readVersions } from '../../action/ledger/environments.ts'
import { lease, settle } from '../../action/ledger/journal.ts'
import { migrate } from '../../action/ledger/migrate.ts'
import type { Session, Warehouse } from '../../action/warehouses/warehouse.ts'
import { openFaulty } from './open.ts'

export interface Killed {
  readonly kills: number
  /** Kills after which production had moved on since the one before. */
  readonly moved: number
  /** What was not whole; none is what one hopes for. */
  readonly faults: readonly string[]
}

/** Kills a working process again and again, at moments drawn from the seed, and looks at production after each. */
export async function killOften(
  type: 'duckdb' | 'postgres' | 'trino' | 'snowflake',
  setting: string,
  folder: string,
  { kills, seed, within = 2000 }: { kills: number; seed: number; within?: number },
): Promise<Killed> {
  const random = randomBy(seed)
  const faults: string[] = []
  let moved = 0
  let last = 0
  for (let kill = 0; kill < kills; kill++) {
    await startAndKill('worker.ts', [type, setting, folder, String(kill)], Math.floor(random() * within))
    const warehouse = await openFaulty(type, setting)
    try {
      await quiet(warehouse)
      await migrate(warehouse)
      // What was cut short is finished by whoever comes next: a minute after its holder was last heard, or at once here.
      await settle(
        warehouse,
        () => new Date(Date.now() + 2 * lease),
        () => undefined,
      )
      const { version, faults: found } = await inspect(warehouse)
      faults.push(...found.map((fault) => `after kill ${kill}: ${fault}`))
      if (version > last) moved++
      last = version
    } finally {
      await warehouse.close()
    }
  }
  return { kills, moved, faults }
}

/** Starts a program of this folder, and kills it so long after its first word. */
export async function startAndKill(program: string, args: readonly string[], ms: number): Promise<void> {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  child.stderr.on('data', (chunk) => said.push(String(chunk)))
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended])
  const early = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, ms, null))])
  if (early !== null) throw new Error(`the worker ended by itself:\n${said.join('')}`)
  child.kill('SIGKILL')
  await ended
}

/** A server may still be at the last statement of a client that is gone. */
export async function quiet(warehouse: Warehouse): Promise<void> {
  const { dialect, ledger } = warehouse
  if (dialect === 'duckdb') return
  // The ledger of a Trino is in a PostgreSQL.
  await zero(
    ledger,
    `SELECT count(*) AS n FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'galley%'`,
  )
  if (dialect !== 'trino') return
  const session = await warehouse.session('quiet')
  // FINISHING: the work is done, and nobody fetches the answer; the server would keep it for minutes.
  await zero(
    session,
    `SELECT count(*) AS n FROM system.runtime.queries WHERE source = 'galley'
     AND state NOT IN ('FINISHING', 'FINISHED', 'FAILED') AND (query LIKE 'CREATE%' OR query LIKE 'DROP%')`,
  )
  session.close()
}

async function zero(session: Session, count: string): Promise<void> {
  while ((await session.rows<{ n: number }>(count))[0]?.n !== 0) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Production is one version, whole: names, bindings and content agree. */
async function inspect(warehouse: Warehouse): Promise<{ version: number; faults: string[] }> {
  const faults: string[] = []
  const production = await readEnvironment(warehouse, 'production')
  const versions = (await readVersions(warehouse, 'production')).map(({ version }) => version)
  const expected = Array.from({ length: production.version }, (_, index) => production.version - index)
  if (versions.join() !== expected.join()) faults.push(`versions are ${versions.join()}`)
  if (production.version === 0) return { version: 0, faults }
  const session = await warehouse.session()
  const [shown] = await session.rows(
    `SELECT (SELECT max(v) FROM analytics.a) AS a, (SELECT max(v) FROM analytics.b) AS b, (SELECT max(v) FROM analytics.c) AS c,
       (SELECT count(*) FROM analytics.a) AS rows, (SELECT max(n) FROM analytics.b) AS n`,
  )
  session.close()
  if (shown?.a !== shown?.b || shown?.b !== shown?.c) faults.push(`names show ${JSON.stringify(shown)}`)
  if (Number(shown?.rows) !== 100 || Number(shown?.n) !== 100) faults.push(`rows are ${JSON.stringify(shown)}`)
  for (const [id, build] of production.bound) {
    if (build.relation === null || build.checksum === null) continue
    const content = await warehouse.content(build.relation)
    if (content.checksum !== build.checksum) faults.push(`${id} is not what was tested`)
    if (build.kind === 'source') continue
    const named = await warehouse.content(`analytics."${id.slice(id.indexOf('.') + 1)}"`)
    if (named.checksum !== build.checksum) faults.push(`the name of ${id} shows another build`)
  }
  return { version: production.version, faults }
}

/** Small seeded random numbers in [0, 1). */
export function randomBy(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
