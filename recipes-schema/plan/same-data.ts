import { catalogOf } from '../recipe/connections.ts'
import type { Connection, Source } from '../recipe/types.ts'
import { canonicalJson } from '../text/digest.ts'

/** Where engines look for a name without a schema. */
const usualSchema: Readonly<Record<string, string>> = { duckdb: 'main', postgres: 'public', snowflake: 'public' }

/**
 * True when two sources are of the same data, however their tables are written: with or without the connection's own catalog
 * and the usual schema, in whichever case, over whichever connection. Where a catalog is not known they may be, and count so.
 */
export function isSameData(one: Source, other: Source, connections: ReadonlyMap<string, Connection>): boolean {
  if (one.origin.type === 'file' || other.origin.type === 'file')
    return canonicalJson(one.origin) === canonicalJson(other.origin)
  const [a, b] = [tableOf(one, connections), tableOf(other, connections)]
  const elsewhere = a.catalog !== null && b.catalog !== null && a.catalog !== b.catalog
  return a.schema === b.schema && a.name === b.name && !elsewhere
}

interface Table {
  readonly catalog: string | null
  readonly schema: string | null
  readonly name: string
}

function tableOf({ connection, origin }: Source, connections: ReadonlyMap<string, Connection>): Table {
  if (origin.type === 'file') throw new Error('a file is no table')
  const found = connections.get(connection)
  const schema = origin.schema ?? usualSchema[found?.type ?? ''] ?? null
  return {
    catalog: origin.catalog?.toLowerCase() ?? (found === undefined ? null : catalogOf(found)),
    schema: schema?.toLowerCase() ?? null,
    name: origin.name.toLowerCase(),
  }
}
