import { openWarehouse } from '../../action/warehouses/index.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'

/** A warehouse by its type and its setting: a path, a URL, or all of them as JSON. */
export function openFaulty(type: string, setting: string): Promise<Warehouse> {
  const options = { waitMs: 10_000, onWait: () => undefined, signal: new AbortController().signal }
  const settings =
    type === 'trino' || type === 'snowflake'
      ? JSON.parse(setting)
      : type === 'duckdb'
        ? { path: setting }
        : { url: setting }
  return openWarehouse(type, settings, options)
}
