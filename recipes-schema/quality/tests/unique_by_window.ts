import { quoteName } from '../../sql/rewrite.ts'
import { secondsOf } from '../../text/units.ts'
import { columnSchema, columns } from '../columns.ts'
import { allPresent } from '../dialect.ts'
import { ofRows } from '../words.ts'
import { counted, type TestContext, type TestKind } from './kind.ts'

interface Options {
  readonly columns: string | readonly string[]
  readonly order: string
  /** `30m`, `7d`. */
  readonly within: string
}

/** A row repeats another one when its key was there less than the window before: sent twice, loaded twice. */
export const uniqueByWindow: TestKind<Options> = {
  key: 'unique_by_window',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['columns', 'order', 'within'],
    properties: {
      columns: columns.schema,
      order: { ...columnSchema, description: 'The date or time that the window goes by.' },
      within: { type: 'string', pattern: '^\\d+[smhdw]$', description: 'The length of the window: 30m, 7d.' },
    },
    description: 'No two rows have the same values in these columns within so much time.',
  },
  summary:
    'No two rows have the same values in these columns within so much time: for events that may come again, but not at once.',
  example: '- unique_by_window: { columns: [customer, amount], order: paid_at, within: 10m }',
  name: (options) => `unique_by_window(${columns.list(options.columns).join(', ')} within ${options.within})`,
  columns: (options) => [...columns.list(options.columns), options.order],
  takes: { where: true, failIf: true },
  ask: (options, context) => ({
    type: 'statement',
    statement: `SELECT count(CASE WHEN ${isClose(options)} THEN 1 END) AS failures, count(*) AS total FROM ${pairs(options, context)}`,
  }),
  read: (_, rows) => counted(rows),
  message: (options, finding) =>
    `${ofRows(finding)} with the same ${columns.list(options.columns).join(', ')} as one less than ${options.within} before`,
  failing: (options, context) =>
    `SELECT ${columns.quoted(options.columns).join(', ')}, before, k AS after FROM ${pairs(options, context)} WHERE ${isClose(options)} ORDER BY k`,
}

function pairs(options: Options, { rows }: TestContext): string {
  const keys = columns.quoted(options.columns)
  const order = `CAST(${quoteName(options.order)} AS timestamp)`
  const present = allPresent([...keys, quoteName(options.order)])
  return `(SELECT ${keys.join(', ')}, ${order} AS k, lag(${order}) OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${order}) AS before
    FROM ${rows('tested')} WHERE ${present}) AS pairs`
}

function isClose({ within }: Options): string {
  return `k < before + INTERVAL '${secondsOf(within)}' SECOND`
}
