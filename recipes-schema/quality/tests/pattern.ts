import { quoteName, quoteText } from '../../sql/rewrite.ts'
import { columnSchema } from '../columns.ts'
import { type Dialect, matches } from '../dialect.ts'
import { ofRows } from '../words.ts'
import { counted, type TestKind } from './kind.ts'

/** Forms with a name. Plain enough to mean the same in every engine's regular expressions. */
const formats = {
  email: '^[^@ ]+@[^@ ]+[.][^@ .]+$',
  uuid: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  url: '^https?://[^ /]+',
  date: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  digits: '^[0-9]+$',
  country: '^[A-Z]{2}$',
  currency: '^[A-Z]{3}$',
} as const

interface Options {
  readonly column: string
  readonly matches?: string
  readonly format?: keyof typeof formats
}

export const pattern: TestKind<Options> = {
  key: 'pattern',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['column'],
    minProperties: 2,
    maxProperties: 2,
    properties: {
      column: columnSchema,
      matches: {
        type: 'string',
        minLength: 1,
        description: "A regular expression of the engine's own kind, found anywhere unless anchored with ^ and $.",
      },
      format: { enum: Object.keys(formats), description: 'A form with a name.' },
    },
    description: 'Every value of the column has this form.',
  },
  summary: `Every value of the column has this form: a regular expression (\`matches\`, found anywhere unless anchored with ^ and $) or a named \`format\`: ${Object.keys(formats).join(', ')}. NULL is no value.`,
  example: "- pattern: { column: iata, matches: '^[A-Z]{3}$' }",
  name: (options) => `pattern(${options.column}, ${options.format ?? options.matches})`,
  columns: ({ column }) => [column],
  takes: { where: true, failIf: true },
  ask: (options, { dialect }) => ({ type: 'condition', condition: differs(options, dialect) }),
  read: (_, rows) => counted(rows),
  message: ({ column, format, matches: expression }, finding) =>
    `${ofRows(finding)} whose ${column} ${format === undefined ? `does not match ${expression}` : `is no ${format}`}`,
  failing(options, { rows, dialect }) {
    const column = quoteName(options.column)
    return `SELECT ${column}, count(*) AS "rows" FROM ${rows('tested')} WHERE ${differs(options, dialect)}
      GROUP BY ${column} ORDER BY count(*) DESC, ${column}`
  },
}

function differs({ column, format, matches: expression }: Options, dialect: Dialect): string {
  const wanted = format === undefined ? (expression ?? '') : formats[format]
  return `NOT ${matches(`CAST(${quoteName(column)} AS varchar)`, quoteText(wanted, dialect), dialect)}`
}
