import { quoteName } from '../../sql/rewrite.ts'
import { count } from '../../text/count.ts'
import { columnSchema, columns } from '../columns.ts'
import { allowance, allowedText, type Within, withinSchema } from '../within.ts'
import { plainNumber } from '../words.ts'
import { type AnswerRow, numberOf, type TestContext, type TestKind } from './kind.ts'

interface Options {
  readonly column: string
  /** `relation.column` */
  readonly to: string
  readonly within?: Within
  /** Columns of both relations: every group has to balance. */
  readonly by?: string | readonly string[]
}

/** Binary fractions add up differently in another order: less than this share apart is equal. */
const rounding = 1e-9

export const sumEquals: TestKind<Options> = {
  key: 'sum_equals',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['column', 'to'],
    properties: {
      column: columnSchema,
      to: {
        type: 'string',
        pattern: '^[^.]+\\.[^.]+$',
        description: 'The other relation and its column: orders.amount',
      },
      by: { ...columns.schema, description: 'Columns of both relations: every group of them has to balance.' },
      within: withinSchema,
    },
    description: "The column's sum is that of another relation's column.",
  },
  summary:
    "The column's sum is that of a column of another node or source: what went in came out. With `by`, group by group; a group that one side lacks does not balance.",
  example: '- sum_equals: { column: amount, to: orders.amount, by: day, within: 0.01 }',
  name: ({ column, to, by }) =>
    `sum_equals(${column} = ${to}${by === undefined ? '' : ` by ${columns.list(by).join(', ')}`})`,
  columns: ({ column, by }) => [column, ...columns.list(by)],
  others: ({ to }) => [to.slice(0, to.indexOf('.'))],
  needs: () => 'alike',
  takes: { where: true, failIf: true },
  ask(options, context) {
    if (options.by !== undefined) return { type: 'statement', statement: groups(options, context) }
    const { over } = context
    const [other, column] = otherOf(options, context)
    const expected = `(SELECT sum(${column}) FROM ${other} AS other)`
    return {
      type: 'aggregates',
      aggregates: { found: over(`sum(${quoteName(options.column)})`), expected },
    }
  },
  read(options, rows) {
    if (options.by !== undefined) return balanced(options, rows)
    const [found, expected] = [sumOf(rows[0]?.found), sumOf(rows[0]?.expected)]
    const detail = `it sums up to ${plainNumber(found)}, ${options.to} to ${plainNumber(expected)}${allowedText(options.within)}`
    return { failures: isOff(found, expected, options.within) ? 1 : 0, total: null, detail }
  },
  message: ({ column }, { detail }) => `${column}: ${detail}`,
}

/** One row a group, with both sums. The groups that both sides may lack are few enough to be read. */
function groups(options: Options, context: TestContext): string {
  const keys = columns.quoted(options.by)
  const [other, column] = otherOf(options, context)
  const list = keys.join(', ')
  const both = `SELECT ${list}, ${quoteName(options.column)} AS ours, NULL AS theirs FROM ${context.rows('tested')}
    UNION ALL SELECT ${list}, NULL, ${column} FROM ${other} AS other`
  const sums = `SELECT ${list}, coalesce(sum(ours), 0) AS found, coalesce(sum(theirs), 0) AS expected FROM (${both}) AS both_sides GROUP BY ${list}`
  return `SELECT count(*) AS total, count(*) FILTER (WHERE ${offBy(options.within)}) AS failures FROM (${sums}) AS sums`
}

/** The same as `isOff`, in SQL. */
function offBy(within: Within | undefined): string {
  const factor = typeof within === 'string' ? Number(within.replace(/ ?%$/, '')) / 100 : 0
  const amount = typeof within === 'number' ? within : 0
  return `abs(found - expected) > ${amount} + abs(expected) * ${Math.max(factor, rounding)}`
}

function isOff(found: number, expected: number, within: Within | undefined): boolean {
  return Math.abs(found - expected) > Math.max(allowance(within, expected), Math.abs(expected) * rounding)
}

function balanced({ to }: Options, [row]: readonly AnswerRow[]): ReturnType<TestKind<Options>['read']> {
  const [failures, total] = [numberOf(row?.failures), numberOf(row?.total)]
  const detail = `${plainNumber(failures)} of ${count(total, 'group')} do not balance with ${to}`
  return { failures, total, detail }
}

/** A sum over nothing is 0. */
function sumOf(answer: AnswerRow[string] | undefined): number {
  return answer === null || answer === undefined ? 0 : Number(answer)
}

function otherOf({ to }: Options, { relationOf }: TestContext): [relation: string, column: string] {
  const dot = to.indexOf('.')
  return [relationOf(to.slice(0, dot)), quoteName(to.slice(dot + 1))]
}
