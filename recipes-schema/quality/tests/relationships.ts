import { quoteName } from '../../sql/rewrite.ts'
import { columnSchema } from '../columns.ts'
import { ofRows } from '../words.ts'
import { counted, type TestContext, type TestKind } from './kind.ts'

interface Options {
  readonly column: string
  /** `relation.column` */
  readonly to: string
}

export const relationships: TestKind<Options> = {
  key: 'relationships',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['column', 'to'],
    properties: {
      column: columnSchema,
      to: {
        type: 'string',
        pattern: '^[^.]+\\.[^.]+$',
        description: 'The other relation and its column: airports.iata',
      },
    },
    description: 'Every value of the column exists in the other relation.',
  },
  summary: 'Every value of the column exists in the other relation, a node or a source. NULL is no value.',
  example: '- relationships: { column: origin, to: airports.iata }',
  name: ({ column, to }) => `relationships(${column} -> ${to})`,
  columns: ({ column }) => [column],
  others: ({ to }) => [relationOf(to)],
  needs: () => 'other',
  takes: { where: true, failIf: true },
  ask: (options, context) => ({
    type: 'statement',
    statement: `SELECT count(*) - count(parent.k) AS failures, count(*) AS total FROM ${joined(options, context)}`,
  }),
  read: (_, rows) => counted(rows),
  message: ({ column, to }, finding) => `${ofRows(finding)} whose ${column} is not in ${to}`,
  failing(options, context) {
    const column = `child.${quoteName(options.column)}`
    return `SELECT ${column}, count(*) AS "rows" FROM ${joined(options, context)} AND parent.k IS NULL
      GROUP BY ${column} ORDER BY count(*) DESC, ${column}`
  },
}

/** Each child with its parent's key, once: joining to different keys is faster than asking for each child. */
function joined({ column, to }: Options, { rows, relationOf: quoted }: TestContext): string {
  const parents = `SELECT DISTINCT ${quoteName(columnOf(to))} AS k FROM ${quoted(relationOf(to))} AS every_parent`
  const key = `child.${quoteName(column)}`
  return `${rows('child')} LEFT JOIN (${parents}) AS parent ON parent.k = ${key} WHERE ${key} IS NOT NULL`
}

function relationOf(to: string): string {
  return to.slice(0, to.indexOf('.'))
}

function columnOf(to: string): string {
  return to.slice(to.indexOf('.') + 1)
}
