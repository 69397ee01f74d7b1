import { quoteName } from '../../sql/rewrite.ts'
import { count } from '../../text/count.ts'
import { columns } from '../columns.ts'
import type { TestKind } from './kind.ts'

/** Counts the rows beyond the first of each key. A key with a NULL is no key and is left to not_null. */
export const unique: TestKind<string | readonly string[]> = {
  key: 'unique',
  schema: { ...columns.schema, description: 'No two rows have the same values in these columns.' },
  name: (options) => `unique(${columns.list(options).join(', ')})`,
  failures(options, { relation }) {
    const keys = columns.list(options).map(quoteName)
    const present = keys.map((key) => `${key} IS NOT NULL`).join(' AND ')
    const groups = `SELECT count(*) AS n FROM ${relation} WHERE ${present} GROUP BY ${keys.join(', ')} HAVING count(*) > 1`
    return `SELECT coalesce(sum(n - 1), 0) AS failures FROM (${groups}) AS repeated`
  },
  message: (options, failures) =>
    `${count(failures, 'row')} with the same ${columns.list(options).join(', ')} as another row`,
}
