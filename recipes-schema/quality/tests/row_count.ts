import { count } from '../../text/count.ts'
import type { TestKind } from './kind.ts'

interface Options {
  readonly min?: number
  readonly max?: number
}

/** The failures are the rows too few or too many, so that the message can say how far off the count is. */
export const rowCount: TestKind<Options> = {
  key: 'row_count',
  schema: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: { min: { type: 'integer', minimum: 0 }, max: { type: 'integer', minimum: 0 } },
    description: 'The relation has at least min and at most max rows.',
  },
  name: ({ min, max }) => `row_count(${min ?? 0}..${max ?? ''})`,
  failures({ min, max }, { relation }) {
    const few = min === undefined ? '0' : `greatest(${min} - count(*), 0)`
    const many = max === undefined ? '0' : `greatest(count(*) - ${max}, 0)`
    return `SELECT ${few} + ${many} AS failures FROM ${relation}`
  },
  message: ({ min, max }, failures) =>
    `${count(failures, 'row')} outside the expected ${[min ?? 0, max ?? 'any number'].map((n) => n.toLocaleString('en-US')).join(' to ')}`,
}
