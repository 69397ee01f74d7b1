import { count } from '../../text/count.ts'
import { type Bounds, boundsSchema, boundsText, outside } from '../bounds.ts'
import { columns } from '../columns.ts'
import { distinctKeys } from '../dialect.ts'
import { numberOf, type TestKind } from './kind.ts'

interface Options extends Bounds {
  readonly columns: string | readonly string[]
}

/** The failures are the values too few or too many. */
export const distinctCount: TestKind<Options> = {
  key: 'distinct_count',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['columns'],
    minProperties: 2,
    properties: { columns: columns.schema, ...boundsSchema('integer', 0) },
    description: 'The columns have at least min and at most max different values.',
  },
  summary: 'The columns have at least `min` and at most `max` different values. A value with a NULL in it is none.',
  example: '- distinct_count: { columns: origin, min: 150 }',
  name: (options) => `distinct_count(${columns.list(options.columns).join(', ')})`,
  columns: (options) => columns.list(options.columns),
  needs: () => 'all',
  takes: { where: true, failIf: true },
  ask: (options, { over, dialect }) => ({
    type: 'aggregates',
    aggregates: { found: over(distinctKeys(columns.quoted(options.columns), dialect)) },
    heavy: true,
  }),
  read(options, [row]) {
    const found = numberOf(row?.found)
    const off = outside(found, options)
    return {
      failures: off,
      total: found + off,
      detail: `${count(found, 'different value')}, not ${boundsText(options)}`,
    }
  },
  message: (options, { detail }) => `${columns.list(options.columns).join(', ')} has ${detail}`,
}
