import { columns } from '../columns.ts'
import { allPresent, distinctKeys } from '../dialect.ts'
import { ofRows } from '../words.ts'
import { counted, type Question, type TestContext, type TestKind } from './kind.ts'

/** Counts the rows beyond the first of each key. A key with a NULL is no key and is left to not_null. */
export const unique: TestKind<string | readonly string[]> = {
  key: 'unique',
  schema: { ...columns.schema, description: 'No two rows have the same values in these columns.' },
  summary: 'No two rows have the same values in these columns. A key with a NULL is no key.',
  example: '- unique: [day, origin]',
  name: (options) => `unique(${columns.list(options).join(', ')})`,
  columns: (options) => columns.list(options),
  takes: { where: true, failIf: true },
  ask(options, context): Question {
    const keys = columns.quoted(options)
    const repeated = `SELECT coalesce(sum(n - 1), 0) AS failures, coalesce(sum(n), 0) AS total
      FROM (SELECT count(*) AS n FROM ${context.rows('tested')} WHERE ${keysIn(keys, context)} GROUP BY ${keys.join(', ')}) AS keys`
    if (context.fresh !== null) return { type: 'statement', statement: repeated }
    const rows = context.over(`count(${keys.length === 1 ? keys[0] : `CASE WHEN ${allPresent(keys)} THEN 1 END`})`)
    const distinct = context.over(distinctKeys(keys, context.dialect))
    return {
      type: 'aggregates',
      aggregates: { failures: `${rows} - ${distinct}`, total: rows },
      heavy: true,
      alone: repeated,
      // One column that proves it for itself proves it for all of them.
      proofs: keys.map((key) => rising(key, context)),
    }
  },
  read: (_, rows) => counted(rows),
  message: (options, finding) => `${ofRows(finding)} with the same ${columns.list(options).join(', ')} as another row`,
  failing(options, context) {
    const keys = columns.quoted(options).join(', ')
    return `SELECT ${keys}, count(*) AS "rows" FROM ${context.rows('tested')} WHERE ${keysIn(columns.quoted(options), context)}
      GROUP BY ${keys} HAVING count(*) > 1 ORDER BY count(*) DESC, ${keys}`
  },
}

/** The rows that have a key; where rows were added, those alone whose key an added one has. */
function keysIn(keys: readonly string[], { fresh, relation }: TestContext): string {
  const present = allPresent(keys)
  if (fresh === null) return present
  const same = keys.map((key) => `fresh.${key} = tested.${key}`).join(' AND ')
  return `${present} AND EXISTS (SELECT 1 FROM ${relation} AS fresh WHERE (${fresh}\n) AND ${same})`
}

/**
 * Values that only rise in some order of the rows, whichever the engine gives them in, are all different: far cheaper to
 * see than to group. The first rows tell whether it is worth a look at all. DuckDB alone streams this.
 */
function rising(key: string, { dialect, rows }: TestContext): string[] {
  if (dialect !== 'duckdb') return []
  const proof = (from: string): string =>
    `SELECT count(*) AS failures FROM (SELECT k, lag(k) OVER () AS before FROM (${from}) AS present) AS pairs WHERE NOT k > before`
  const present = `SELECT ${key} AS k FROM ${rows('tested')} WHERE ${key} IS NOT NULL`
  return [proof(`${present} LIMIT 20000`), proof(present)]
}
