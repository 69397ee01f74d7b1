import { quoteName } from '../../sql/rewrite.ts'
import { count } from '../../text/count.ts'
import { columns } from '../columns.ts'
import type { TestKind } from './kind.ts'

export const notNull: TestKind<string | readonly string[]> = {
  key: 'not_null',
  schema: { ...columns.schema, description: 'No row has a NULL in these columns.' },
  name: (options) => `not_null(${columns.list(options).join(', ')})`,
  failures(options, { relation }) {
    const missing = columns.list(options).map((column) => `${quoteName(column)} IS NULL`)
    return `SELECT count(*) AS failures FROM ${relation} WHERE ${missing.join(' OR ')}`
  },
  message: (options, failures) => `${count(failures, 'row')} without ${columns.list(options).join(' or ')}`,
}
