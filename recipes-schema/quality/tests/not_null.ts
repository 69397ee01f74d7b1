import { columns } from '../columns.ts'
import { ofRows } from '../words.ts'
import { counted, type TestKind } from './kind.ts'

export const notNull: TestKind<string | readonly string[]> = {
  key: 'not_null',
  schema: { ...columns.schema, description: 'No row has a NULL in these columns.' },
  summary: 'No row has a NULL in these columns.',
  example: '- not_null: [day, origin]',
  name: (options) => `not_null(${columns.list(options).join(', ')})`,
  columns: (options) => columns.list(options),
  takes: { where: true, failIf: true },
  ask: (options) => ({
    type: 'condition',
    condition: columns
      .quoted(options)
      .map((column) => `${column} IS NULL`)
      .join(' OR '),
  }),
  read: (_, rows) => counted(rows),
  message: (options, finding) => `${ofRows(finding)} without ${columns.list(options).join(' or ')}`,
}
