import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import type { Session } from './warehouse.ts'

/** The tables and views of a schema, from the standard's catalog. */
export async function relationsOf(
  session: Session,
  schema: string,
): Promise<{ readonly relation: string; readonly is_view: boolean }[]> {
  const rows = await session.rows<{ name: string; type: string }>(
    'SELECT table_name AS name, table_type AS type FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1',
    [schema],
  )
  // As builds are written down.
  const owner = schema === 'galley_builds' ? schema : quoteName(schema)
  return rows.map(({ name, type }) => ({ relation: `${owner}.${quoteName(name)}`, is_view: type === 'VIEW' }))
}

/** What a quoted relation is made of, without the quotes; the catalog is null where it is the connection's own. */
export function partsOf(relation: string): {
  readonly catalog: string | null
  readonly schema: string
  readonly name: string
} {
  const parts = relation.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []
  const [name = '', schema = '', catalog = null] = parts
    .map((part) => part.replace(/^"|"$/g, '').replaceAll('""', '"'))
    .reverse()
  return { catalog, schema, name }
}
