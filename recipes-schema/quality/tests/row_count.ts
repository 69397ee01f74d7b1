import { count } from '../../text/count.ts'
import { type Bounds, boundsSchema, boundsText, outside } from '../bounds.ts'
import { allowance, allowedText, type Within, withinSchema } from '../within.ts'
import { plainNumber } from '../words.ts'
import { numberOf, type Question, type TestKind } from './kind.ts'

interface Options extends Bounds {
  /** Another node or source, or `production`. */
  readonly equals?: string
  readonly within?: Within
}

/** The failures are the rows too few or too many, so that the message can say how far off the count is. */
export const rowCount: TestKind<Options> = {
  key: 'row_count',
  schema: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      ...boundsSchema('integer', 0),
      equals: { type: 'string', minLength: 1, description: 'As many as this node or source has, or `production`.' },
      within: withinSchema,
    },
    dependencies: { within: ['equals'] },
    description: 'The relation has at least min and at most max rows, or as many as another one.',
  },
  summary:
    'The relation has at least `min` and at most `max` rows, or as many as another node or source, or as production has under its name.',
  example: '- row_count: { equals: production, within: 10% }',
  name: ({ min, max, equals }) =>
    equals === undefined ? `row_count(${min ?? 0}..${max ?? ''})` : `row_count(= ${equals})`,
  columns: () => [],
  others: ({ equals }) => (equals === undefined || equals === 'production' ? [] : [equals]),
  production: ({ equals }) => equals === 'production',
  needs({ min, max, equals }) {
    if (equals !== undefined) return equals === 'production' ? 'all' : 'alike'
    // That there is anything at all holds for a part as well.
    return max === undefined && (min ?? 0) <= 1 ? null : 'all'
  },
  takes: { where: true, failIf: true },
  ask({ equals }, { over, production, relationOf }): Question {
    const rows = over('count(*)')
    if (equals === undefined) return { type: 'aggregates', aggregates: { rows } }
    const other = equals === 'production' ? production : relationOf(equals)
    if (other === null) return { type: 'nothing', reason: 'production has no such node yet' }
    return { type: 'aggregates', aggregates: { rows, expected: `(SELECT count(*) FROM ${other} AS other)` } }
  },
  read(options, [row]) {
    const rows = numberOf(row?.rows)
    const { within, equals } = options
    if (equals === undefined) {
      const off = outside(rows, options)
      return { failures: off, total: rows + off, detail: `${count(rows, 'row')}, not ${boundsText(options)}` }
    }
    const expected = numberOf(row?.expected)
    const off = Math.abs(rows - expected)
    const detail = `${count(rows, 'row')}, ${plainNumber(off)} ${rows < expected ? 'fewer' : 'more'} than the ${plainNumber(expected)} of ${equals}${allowedText(within)}`
    return { failures: off <= allowance(within, expected) ? 0 : off, total: expected, detail }
  },
  message: (_, { detail }) => detail ?? '',
}
