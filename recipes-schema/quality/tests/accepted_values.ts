import { quoteName } from '../../sql/rewrite.ts'
import { columnSchema } from '../columns.ts'
import type { Dialect } from '../dialect.ts'
import { literal } from '../literal.ts'
import { listed, ofRows } from '../words.ts'
import { counted, type TestKind } from './kind.ts'

interface Options {
  readonly column: string
  readonly values: readonly (string | number | boolean)[]
}

/** NULL is no value: not_null asks for one. */
export const acceptedValues: TestKind<Options> = {
  key: 'accepted_values',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['column', 'values'],
    properties: {
      column: columnSchema,
      values: { type: 'array', minItems: 1, items: { type: ['string', 'number', 'boolean'] } },
    },
    description: 'The column holds only these values.',
  },
  summary: 'The column holds only these values, or NULL.',
  example: '- accepted_values: { column: status, values: [late, on_time] }',
  name: ({ column }) => `accepted_values(${column})`,
  columns: ({ column }) => [column],
  takes: { where: true, failIf: true },
  ask: (options, { dialect }) => ({ type: 'condition', condition: isOther(options, dialect) }),
  read: (_, rows) => counted(rows),
  message: ({ column, values }, finding) => `${ofRows(finding)} where ${column} is none of ${listed(values)}`,
  failing(options, { rows, dialect }) {
    const column = quoteName(options.column)
    return `SELECT ${column}, count(*) AS "rows" FROM ${rows('tested')} WHERE ${isOther(options, dialect)}
      GROUP BY ${column} ORDER BY count(*) DESC, ${column}`
  },
}

function isOther({ column, values }: Options, dialect: Dialect): string {
  return `${quoteName(column)} NOT IN (${values.map((value) => literal(value, dialect)).join(', ')})`
}
