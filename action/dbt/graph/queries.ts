import type { SqlParser } from '../../../recipes-schema/sql/parser.ts'
import { quoteName, rewrite } from '../../../recipes-schema/sql/rewrite.ts'
import type { Parts } from './parts.ts'

/** A compiled query with the names of nodes and sources in place of dbt's relations. */
export interface OwnQuery {
  readonly text: string
  /** The nodes and sources that it reads. */
  readonly reads: ReadonlySet<string>
}

/**
 * Puts names in place of relations in what dbt has compiled. Null where the query cannot be read; that, and a relation
 * that nothing in the project is, goes to `faults`.
 */
export async function ownQuery(
  id: string,
  text: string,
  { parser, dialect, parts, faults }: { parser: SqlParser; dialect: string; parts: Parts; faults: string[] },
): Promise<OwnQuery | null> {
  const parsed = await parser.parse(text, dialect)
  if (!parsed.ok || parsed.shape.unread !== null) {
    const why = parsed.ok ? parsed.shape.unread?.message : parsed.message
    faults.push(`${id}: its compiled query cannot be read as ${dialect}: ${why}.`)
    return null
  }
  const reads = new Set<string>()
  const rewritten = rewrite(text, parsed.shape, {
    relation({ catalog, schema, name }) {
      const found = parts.nameOf(catalog, schema, name)
      if (found !== null) {
        reads.add(found)
        return quoteName(found)
      }
      const written = [catalog, schema, name].filter(Boolean).join('.')
      faults.push(`${id} reads ${written}, which is no ref and no source of the project.`)
      return null
    },
  })
  return { text: `${rewritten.trim()}\n`, reads }
}
