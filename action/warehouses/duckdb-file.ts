import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DuckDBInstance } from '@duckdb/node-api'
import { exits, Fault } from '../fault.ts'
import { loadDuckdb } from './duckdb-driver.ts'
import type { OpenOptions } from './warehouse.ts'

/** Opens a database file, made if need be. One process has it at a time: others wait their turn. */
export async function openFile(
  path: string,
  { waitMs, onWait, signal, toRead = false }: OpenOptions,
): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await loadDuckdb()
  await mkdir(dirname(path), { recursive: true })
  const deadline = Date.now() + waitMs
  for (let told = false; ; told = true) {
    try {
      // Two instances on one file in one process would not see one another's work.
      return await DuckDBInstance.fromCache(path)
    } catch (error) {
      const { message } = error as Error
      if (toRead && unwritable.test(message)) return openToRead(path)
      const locked = /Could not set lock/.test(message)
      if (!locked) throw unopened(path, message)
      if (signal.aborted) throw new Fault('cancelled', exits.cancelled, 'Cancelled while waiting for the warehouse.')
      if (Date.now() > deadline)
        throw new Fault(
          'warehouse.locked',
          exits.world,
          `${path} is still held by another process.`,
          'Try again when it has ended.',
        )
      if (!told) onWait(`${path} is held by another process; waiting for it to finish.`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

const unwritable = /Permission denied|Read-only/

async function openToRead(path: string): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await loadDuckdb()
  try {
    return await DuckDBInstance.fromCache(path, { access_mode: 'READ_ONLY' })
  } catch (error) {
    throw unopened(path, (error as Error).message)
  }
}

function unopened(path: string, message: string): Fault {
  const hint = /Permission denied|Read-only|No space left/.test(message)
    ? 'Is there room on the disk, and may its folder be written to? Opening it writes beside it.'
    : null
  return new Fault('warehouse.open', exits.world, `DuckDB cannot open ${path}: ${firstLine(message)}`, hint)
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text
}
