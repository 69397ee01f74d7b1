import { ofRows } from '../words.ts'
import { counted, type TestKind } from './kind.ts'

export const sql: TestKind<string> = {
  key: 'sql',
  schema: {
    type: 'string',
    minLength: 1,
    description: 'A query, or the file of one: every row it returns is a failure.',
  },
  summary: 'A query, or the file of one: every row that it returns is a failure.',
  example: '- sql: tests/no_orphans.sql',
  query: true,
  name: (file) => (/\s/.test(file) ? 'sql' : `sql(${file})`),
  columns: () => [],
  takes: { where: false, failIf: true },
  ask: (_, { query, relation }) => ({
    type: 'statement',
    statement: `SELECT count(*) AS failures, (SELECT count(*) FROM ${relation} AS tested) AS total FROM (${query}\n) AS failing`,
  }),
  read: (_, rows) => counted(rows),
  message: (file, { failures }) =>
    `${ofRows({ failures, total: null })} returned${/\s/.test(file) ? '' : ` by ${file}`}`,
  failing: (_, { query }) => `SELECT * FROM (${query}\n) AS failing`,
}
