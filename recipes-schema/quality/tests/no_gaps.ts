import { quoteName } from '../../sql/rewrite.ts'
import { count } from '../../text/count.ts'
import { columnSchema, columns } from '../columns.ts'
import { counted, type TestContext, type TestKind } from './kind.ts'

const grains = { hour: "'1' HOUR", day: "'1' DAY", week: "'7' DAY", month: "'1' MONTH", year: "'1' YEAR" } as const

interface Options {
  readonly column: string
  readonly every?: number | keyof typeof grains
  readonly from?: number | string
  readonly by?: string | readonly string[]
}

/** Looks at the different values in their order: each follows the one before by one step. Repeated values are no gap. */
export const noGaps: TestKind<Options> = {
  key: 'no_gaps',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['column'],
    properties: {
      column: columnSchema,
      every: {
        anyOf: [{ type: 'integer', minimum: 1 }, { enum: Object.keys(grains) }],
        description: 'The step: a number (1 unless said), or hour, day, week, month or year for dates and times.',
      },
      from: { type: ['number', 'string'], description: 'The value that it has to begin with.' },
      by: { ...columns.schema, description: 'Looked at apart for each value of these columns.' },
    },
    description: 'The values follow one another without a gap.',
  },
  summary:
    'The values follow one another without a gap: numbers by 1 or by `every`, dates and times by hour, day, week, month or year; with `from`, beginning there; with `by`, for each group apart.',
  example: '- no_gaps: { column: day, every: day, by: origin }',
  name: ({ column, by }) => `no_gaps(${[column, ...columns.list(by)].join(' by ')})`,
  columns: ({ column, by }) => [column, ...columns.list(by)],
  needs: () => 'all',
  takes: { where: true, failIf: true },
  ask: (options, context) => ({
    type: 'statement',
    statement: `SELECT count(CASE WHEN ${isGap(options)} THEN 1 END) AS failures, count(*) AS total FROM ${steps(options, context)}`,
  }),
  read: (_, rows) => counted(rows),
  message: ({ column }, { failures, total }) =>
    `${count(failures, 'gap')} in the ${count(total ?? 0, 'value')} of ${column}`,
  failing: (options, context) =>
    `SELECT ${[...columns.quoted(options.by), 'before', 'k AS after'].join(', ')} FROM ${steps(options, context)} WHERE ${isGap(options)} ORDER BY k`,
}

function steps({ column, by }: Options, { rows }: TestContext): string {
  const groups = columns.quoted(by)
  const values = `SELECT DISTINCT ${[...groups, `${quoteName(column)} AS k`].join(', ')} FROM ${rows('tested')} WHERE ${quoteName(column)} IS NOT NULL`
  const partition = groups.length === 0 ? '' : `PARTITION BY ${groups.join(', ')} `
  return `(SELECT ${[...groups, 'k', `lag(k) OVER (${partition}ORDER BY k) AS before`].join(', ')} FROM (${values}) AS present) AS steps`
}

function isGap({ every = 1, from }: Options): string {
  const next =
    typeof every === 'number'
      ? `k <> before + ${every}`
      : `CAST(k AS timestamp) > CAST(before AS timestamp) + INTERVAL ${grains[every]}`
  if (from === undefined) return next
  const start = typeof from === 'number' ? String(from) : `'${from.replaceAll("'", "''")}'`
  return `${next} OR before IS NULL AND k <> ${start}`
}
