import { quoteName } from '../../sql/rewrite.ts'
import { count } from '../../text/count.ts'
import type { TestKind } from './kind.ts'

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
      column: { type: 'string', minLength: 1 },
      to: {
        type: 'string',
        pattern: '^[^.]+\\.[^.]+$',
        description: 'The other relation and its column: airports.iata',
      },
    },
    description: 'Every value of the column exists in the other relation.',
  },
  name: ({ column, to }) => `relationships(${column} -> ${to})`,
  others: ({ to }) => [relationOf(to)],
  failures({ column, to }, { relation, relationOf: quoted }) {
    const key = quoteName(column)
    const other = `SELECT 1 FROM ${quoted(relationOf(to))} AS parent WHERE parent.${quoteName(columnOf(to))} = child.${key}`
    return `SELECT count(*) AS failures FROM ${relation} AS child WHERE child.${key} IS NOT NULL AND NOT EXISTS (${other})`
  },
  message: ({ column, to }, failures) => `${count(failures, 'row')} whose ${column} is not in ${to}`,
}

function relationOf(to: string): string {
  return to.slice(0, to.indexOf('.'))
}

function columnOf(to: string): string {
  return to.slice(to.indexOf('.') + 1)
}
