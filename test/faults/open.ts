import { openWarehouse } from '../../action/warehouses/index.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'

/** A warehouse by its type and its one setting: a path, a URL, or for Trino all settings as JSON. */
export function openFaulty(type: string, setting: string): Promise<Warehouse> {
  const options = { waitMs: 10_000, onWait: () => undefined, signal: new AbortController().signal }
  const settings: Record<string, string> =
    type === 'duckdb' ? { path: setting } : type === 'trino' ? JSON.parse(setting) : { url: setting }
  return openWarehouse(type, settings, options)
}
