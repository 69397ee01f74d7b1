import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadDriver } from './driver.ts'
import lock from './duckdb-lock.json' with { type: 'json' }

type Duckdb = typeof import('@duckdb/node-api')
let loaded: Promise<Duckdb> | undefined

/**
 * Loads the driver ahead where a project seems to need it: it takes as long as git does to say what there is to read. A
 * driver that cannot be had is spoken of when it is needed.
 */
export async function warmDuckdb(folder: string): Promise<void> {
  const project = await readFile(join(folder, 'galley.yaml'), 'utf8').catch(() => '')
  if (/\bduckdb\b/.test(project)) await loadDuckdb().catch(() => undefined)
}

/** DuckDB's driver, which is native. */
export function loadDuckdb(): Promise<Duckdb> {
  loaded ??= loadDriver(lock, 'commonjs') as Promise<Duckdb>
  return loaded
}
