import type { Source } from '../../recipes-schema/recipe/sources.ts'
import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'

/** The quoted name of the table that a source is. */
export function tableOf({ id, origin }: Source): string {
  if (origin.type !== 'table') throw new Error(`${id} is no table`)
  const { catalog, schema, name } = origin
  return [catalog, schema, name]
    .filter((part) => part !== null)
    .map(quoteName)
    .join('.')
}

/** A table's version: the value of the source's own expression, else a checksum of all its content. */
export async function tableVersion(warehouse: Warehouse, source: Source): Promise<string> {
  const { content, isTransient } = warehouse
  const table = tableOf(source)
  try {
    if (source.version === null) return (await content(table)).checksum
    // A person's expression is for a session of its own, never for the ledger's.
    const session = await warehouse.session('version')
    try {
      const sql = `SELECT CAST((${source.version}\n) AS varchar) AS version FROM ${table}`
      const [row] = await session.rows<{ version: string | null }>(sql)
      return row?.version ?? ''
    } finally {
      session.close()
    }
  } catch (error) {
    if (error instanceof Fault || isTransient(error as Error)) throw error
    const message = `The version of the source ${source.name} cannot be told: ${(error as Error).message.split('\n')[0]}`
    throw new Fault('source.version', exits.usage, message, `Is there a table ${table}?`)
  }
}
