import { openWarehouse } from '../../action/warehouses/index.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'

/** A warehouse by its type and its one setting: a path, or a URL. */
export function openFaulty(type: string, setting: string): Promise<Warehouse> {
  const options = { waitMs: 10_000, onWait: () => undefined, signal: new AbortController().signal }
  return openWarehouse(type, type === 'duckdb' ? { path: setting } : { url: setting }, options)
}
