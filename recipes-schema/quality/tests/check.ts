import { count } from '../../text/count.ts'
import type { TestKind } from './kind.ts'

/** As a CHECK constraint of SQL: a row fails when the expression is false; NULL is not false. */
export const check: TestKind<string> = {
  key: 'check',
  expression: true,
  schema: { type: 'string', minLength: 1, description: 'An expression that is true for every row.' },
  name: (expression) => `check(${expression.length > 200 ? `${expression.slice(0, 200)}…` : expression})`,
  // The line break keeps a comment at the expression's end from swallowing the bracket.
  failures: (expression, { relation }) => `SELECT count(*) AS failures FROM ${relation} WHERE NOT (${expression}\n)`,
  message: (expression, failures) => `${count(failures, 'row')} where this is not true: ${expression}`,
}
