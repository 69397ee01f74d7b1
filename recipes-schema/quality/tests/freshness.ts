import { quoteName } from '../../sql/rewrite.ts'
import { secondsOf } from '../../text/units.ts'
import { columnSchema } from '../columns.ts'
import { durationText } from '../duration.ts'
import { instantOf } from '../instant.ts'
import type { TestKind } from './kind.ts'

interface Options {
  readonly column: string
  /** `36h`, `2d`. */
  readonly within: string
}

export const freshness: TestKind<Options> = {
  key: 'freshness',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['column', 'within'],
    properties: {
      column: columnSchema,
      within: { type: 'string', pattern: '^\\d+[smhdw]$', description: 'How old the latest row may be: 45m, 36h, 2d.' },
    },
    description: 'The latest row is not older than this.',
  },
  summary:
    'The latest date or time in the column is not older than this when the test runs; without a zone it is UTC. Without rows the test fails.',
  example: '- freshness: { column: loaded_at, within: 36h }',
  name: ({ column }) => `freshness(${column})`,
  columns: ({ column }) => [column],
  takes: { where: true, failIf: false },
  // As text, which every engine writes alike and no driver bends to its own clock.
  ask: ({ column }, { over }) => ({
    type: 'aggregates',
    aggregates: { latest: `CAST(${over(`max(${quoteName(column)})`)} AS varchar)` },
  }),
  read({ column, within }, [row], { now }) {
    const latest = row?.latest ?? null
    if (latest === null) return { failures: 1, total: null, detail: `no row has a ${column}` }
    const age = (now - instantOf(String(latest))) / 1000
    if (!Number.isFinite(age)) return { failures: Number.NaN, total: null }
    const detail = `the latest ${column} is ${String(latest).replace(/\.0+$/, '')}, ${durationText(age)} old; ${within} allowed`
    return { failures: age > secondsOf(within) ? 1 : 0, total: null, detail }
  },
  message: (_, { detail }) => detail ?? '',
}
