import { quoteName, quoteText } from '../../sql/rewrite.ts'
import { count } from '../../text/count.ts'
import type { TestKind } from './kind.ts'

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
      column: { type: 'string', minLength: 1 },
      values: { type: 'array', minItems: 1, items: { type: ['string', 'number', 'boolean'] } },
    },
    description: 'The column holds only these values.',
  },
  name: ({ column }) => `accepted_values(${column})`,
  failures({ column, values }, { relation }) {
    const listed = values.map((value) => (typeof value === 'string' ? quoteText(value) : String(value)))
    return `SELECT count(*) AS failures FROM ${relation} WHERE ${quoteName(column)} NOT IN (${listed.join(', ')})`
  },
  message: ({ column, values }, failures) =>
    `${count(failures, 'row')} where ${column} is none of ${values.map(String).join(', ')}`,
}
