import { count } from '../../text/count.ts'
import type { TestKind } from './kind.ts'

export const sql: TestKind<string> = {
  key: 'sql',
  schema: {
    type: 'string',
    minLength: 1,
    description: 'A query, or the file of one: every row it returns is a failure.',
  },
  query: true,
  name: (file) => (/\s/.test(file) ? 'sql' : `sql(${file})`),
  failures: (_, { query }) => `SELECT count(*) AS failures FROM (${query}\n) AS failing`,
  message: (file, failures) => `${count(failures, 'row')} returned${/\s/.test(file) ? '' : ` by ${file}`}`,
}
