import { sameType } from '../column-types.ts'
import { columnSchema } from '../columns.ts'
import { columnsQuery } from '../dialect.ts'
import type { AnswerRow, TestKind } from './kind.ts'

interface Options {
  /** With their types, or the names alone. */
  readonly columns: readonly string[] | Readonly<Record<string, string>>
  readonly extra?: boolean
  readonly ordered?: boolean
}

/** The failures are the columns that are missing, too many or of another type. */
export const schema: TestKind<Options> = {
  key: 'schema',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['columns'],
    properties: {
      columns: {
        anyOf: [
          { type: 'array', items: columnSchema, minItems: 1, uniqueItems: true },
          { type: 'object', minProperties: 1, additionalProperties: { type: 'string', minLength: 1 } },
        ],
        description: 'The names, or the names with their types.',
      },
      extra: { type: 'boolean', description: 'Whether there may be other columns; not unless said.' },
      ordered: { type: 'boolean', description: 'Whether they have to stand in this order; not unless said.' },
    },
    description: 'The relation has these columns.',
  },
  summary:
    'The relation has these columns, of these types where they are given, and no others unless `extra: true`. Types go by any of their usual names (`int8` is `bigint`).',
  example: '- schema: { columns: { id: bigint, name: varchar, paid_at: timestamp } }',
  name: (options) => `schema(${namesOf(options).join(', ')})`,
  columns: namesOf,
  takes: { where: false, failIf: false },
  ask: (_, { relation, dialect }) => ({ type: 'statement', statement: columnsQuery(relation, dialect) }),
  read(options, rows) {
    const differences = differencesOf(options, rows)
    return { failures: differences.length, total: null, detail: differences.join('; ') }
  },
  message: (_, { detail }) => detail ?? '',
}

function namesOf({ columns }: Options): readonly string[] {
  return isNames(columns) ? columns : Object.keys(columns)
}

function isNames(columns: Options['columns']): columns is readonly string[] {
  return Array.isArray(columns)
}

function differencesOf(options: Options, rows: readonly AnswerRow[]): string[] {
  const wanted = namesOf(options)
  const found = rows.map((row) => ({ name: String(row.name), type: String(row.type) }))
  const differences: string[] = []
  for (const name of wanted) {
    const column = found.find((one) => one.name === name)
    const type = isNames(options.columns) ? undefined : options.columns[name]
    if (column === undefined) differences.push(`there is no column ${name}`)
    else if (type !== undefined && !sameType(type, column.type))
      differences.push(`${name} is ${column.type.toLowerCase()}, not ${type}`)
  }
  const extra = found.filter(({ name }) => !wanted.includes(name))
  if (options.extra !== true)
    differences.push(...extra.map(({ name, type }) => `${name} (${type.toLowerCase()}) is extra`))
  const [first] = options.ordered === true && differences.length === 0 ? outOfOrder(wanted, found) : []
  return first === undefined ? differences : [`${first} does not stand where it should`]
}

function outOfOrder(wanted: readonly string[], found: readonly { name: string }[]): string[] {
  const order = found.map(({ name }) => name).filter((name) => wanted.includes(name))
  return wanted.filter((name, index) => order[index] !== name)
}
