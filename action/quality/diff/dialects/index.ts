import type { DiffDialect } from './dialect.ts'
import { duckdb } from './duckdb.ts'
import { postgres } from './postgres.ts'
import { trino } from './trino.ts'

/** The registry: how data is compared, by the warehouse's dialect. */
const dialects: Readonly<Record<string, DiffDialect>> = { duckdb, postgres, trino }

/** Null for engines whose data cannot be compared yet. */
export function diffDialect(name: string): DiffDialect | null {
  return dialects[name] ?? null
}
