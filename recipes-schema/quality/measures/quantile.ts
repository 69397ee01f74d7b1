import { quoteName } from '../../sql/rewrite.ts'
import { quantile as quantileOf } from '../dialect.ts'
import { type MeasureKind, point } from './kind.ts'

interface Options {
  readonly column: string
  /** Between 0 and 1. */
  readonly at: number
}

export const quantile: MeasureKind<Options> = {
  key: 'quantile',
  bare: false,
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['column', 'at'],
    properties: {
      column: { type: 'string', minLength: 1 },
      at: { type: 'number', minimum: 0, maximum: 1, description: '0.5 is the median.' },
    },
    description: 'The value that a share of the rows lies below.',
  },
  summary: 'The value that a share of the rows lies below; `at: 0.5` is the median.',
  example: '{ column: delay, at: 0.95 }',
  nature: 'other',
  natural: {},
  volume: false,
  heavy: true,
  name: ({ column, at }) => `p${String(Number((at * 100).toPrecision(12))).replace('.', '_')}_${column}`,
  columns: ({ column }) => [column],
  aggregates: ({ column, at }, dialect) => [quantileOf(quoteName(column), at, dialect)],
  read: (_, [answer]) => point(answer),
}
