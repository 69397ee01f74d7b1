import { ofRows } from '../words.ts'
import { counted, type TestKind } from './kind.ts'

/** A row fails when the expression is false; NULL is not false. */
export const check: TestKind<string> = {
  key: 'check',
  schema: { type: 'string', minLength: 1, description: 'An expression that is true for every row.' },
  summary: 'An SQL expression that is true for every row. A row where it is NULL passes: NULL is not false.',
  example: '- check: "delay between -120 and 2880"',
  name: (expression) => `check(${expression.length > 200 ? `${expression.slice(0, 200)}…` : expression})`,
  columns: () => [],
  expressions: (expression) => [expression],
  takes: { where: true, failIf: true },
  // The line break keeps a comment at the expression's end from swallowing the bracket.
  ask: (expression) => ({ type: 'condition', condition: `NOT (${expression}\n)` }),
  read: (_, rows) => counted(rows),
  message: (expression, finding) => `${ofRows(finding)} where this is not true: ${expression}`,
}
