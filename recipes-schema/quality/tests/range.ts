import { quoteName } from '../../sql/rewrite.ts'
import { columnSchema } from '../columns.ts'
import { type Dialect, moment } from '../dialect.ts'
import { literal } from '../literal.ts'
import { ofRows } from '../words.ts'
import { counted, type TestKind } from './kind.ts'

interface Options {
  readonly column: string
  readonly min?: number | string
  readonly max?: number | string
}

const bound = { type: ['number', 'string'], description: 'A number, or a date or time as a text.' } as const

export const range: TestKind<Options> = {
  key: 'range',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['column'],
    minProperties: 2,
    properties: { column: columnSchema, min: bound, max: bound },
    description: 'Every value of the column is at least min and at most max.',
  },
  summary:
    'Every value of the column is at least `min` and at most `max`: numbers, or dates and times as texts. NULL is no value.',
  example: '- range: { column: delay, min: -120, max: 2880 }',
  name: ({ column, min, max }) => `range(${column}, ${min ?? ''}..${max ?? ''})`,
  columns: ({ column }) => [column],
  takes: { where: true, failIf: true },
  ask({ column, min, max }, { dialect }) {
    const name = quoteName(column)
    const outside = [
      ...(min === undefined ? [] : [`${name} < ${boundSql(min, dialect)}`]),
      ...(max === undefined ? [] : [`${name} > ${boundSql(max, dialect)}`]),
    ]
    return { type: 'condition', condition: outside.join(' OR ') }
  },
  read: (_, rows) => counted(rows),
  message({ column, min, max }, finding) {
    const words = [min === undefined ? null : `below ${min}`, max === undefined ? null : `above ${max}`]
    return `${ofRows(finding)} where ${column} is ${words.filter((word) => word !== null).join(' or ')}`
  },
}

function boundSql(value: string | number, dialect: Dialect): string {
  return typeof value === 'string' ? moment(value, dialect) : literal(value)
}
