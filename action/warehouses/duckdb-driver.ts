import { loadDriver } from './driver.ts'
import lock from './duckdb-lock.json' with { type: 'json' }

type Duckdb = typeof import('@duckdb/node-api')
let loaded: Promise<Duckdb> | undefined

/** DuckDB's driver, which is native. */
export function loadDuckdb(): Promise<Duckdb> {
  loaded ??= loadDriver(lock, 'commonjs') as Promise<Duckdb>
  return loaded
}
