import { existsSync } from 'node:fs'
import { exits, Fault } from '../fault.ts'
import type { Engine, OpenOptions, Warehouse } from './warehouse.ts'

/** The registry of engines by connection type; each is loaded when it is needed. */
const engines: Readonly<Record<string, Engine>> = {
  duckdb: {
    settings: ['path'],
    exists: ({ path }) => path !== undefined && existsSync(path),
    open: async ({ path = '' }, options) => (await import('./duckdb.ts')).openDuckdb(path, options),
  },
  postgres: {
    settings: ['url'],
    exists: () => true,
    open: async ({ url = '' }, options) => (await import('./postgres.ts')).openPostgres(url, options),
  },
  trino: {
    settings: ['url', 'catalog', 'user', 'password', 'token', 'ledger'],
    exists: () => true,
    open: async (settings, options) => {
      const { openTrino, trinoSettings } = await import('./trino.ts')
      return openTrino(trinoSettings(settings), options)
    },
  },
  snowflake: {
    settings: ['account', 'user', 'password', 'private_key', 'token', 'warehouse', 'role', 'database', 'url', 'ledger'],
    exists: () => true,
    open: async (settings, options) => {
      const { openSnowflake, snowflakeSettings } = await import('./snowflake.ts')
      return openSnowflake(snowflakeSettings(settings), options)
    },
  },
}

export function isKnownEngine(type: string): boolean {
  return type in engines
}

/** The engine of a connection's type. */
export function engineOf(type: string): Engine {
  const engine = engines[type]
  if (engine !== undefined) return engine
  const known = Object.keys(engines).join(' and ')
  const message = `Galley cannot work in a warehouse of type ${type} yet.`
  throw new Fault('warehouse.unknown_type', exits.usage, message, `It knows ${known}.`)
}

export function openWarehouse(
  type: string,
  settings: Readonly<Record<string, string>>,
  options: OpenOptions,
): Promise<Warehouse> {
  return engineOf(type).open(settings, options)
}
