import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import { type Made, type NodeContext, NodeFailure } from './node.ts'
import type { Written } from './sql.ts'

/**
 * Makes a table of the query's rows and of those rows of the earlier build whose key the query does not give. The
 * earlier build stays as it is.
 */
export async function makeMerged(
  key: readonly string[],
  { query, parameters }: Written,
  { warehouse, session, target, from }: NodeContext,
): Promise<Made> {
  await warehouse.make(session, { target, as: 'table', query, parameters })
  const names = key.map(quoteName)
  const [twice] = await session.rows(
    `SELECT 1 AS found FROM ${target} GROUP BY ${names.join(', ')} HAVING count(*) > 1 LIMIT 1`,
  )
  if (twice !== undefined) {
    const message = `The query gives several rows for one key (${key.join(', ')}), and only one can take the place of the earlier one.`
    throw new NodeFailure('merge.duplicate_key', message)
  }
  if (from?.relation != null) {
    const list = (await warehouse.columns(from.relation)).map(({ name }) => quoteName(name)).join(', ')
    const same = names.map((name) => `made.${name} IS NOT DISTINCT FROM kept.${name}`).join(' AND ')
    await session.rows(
      `INSERT INTO ${target} (${list}) SELECT ${list} FROM ${from.relation} AS kept
       WHERE NOT EXISTS (SELECT 1 FROM ${target} AS made WHERE ${same})`,
    )
  }
  return { relation: target, is_view: false, outputs: {} }
}
