import type { Codes } from './code.ts'

const a = 'a: { sql: select 1 as x, measures: [row_count] }'
const env = (expression: string): string => `nodes:\n  ${a}\n  b: { run: ls, env: { VALUE: "\${{ ${expression} }}" } }`

export const expressionCodes: Codes = {
  'expression.syntax': {
    says: 'What stands between `${{` and `}}` is no expression.',
    mend: "Expressions are those of GitHub's workflows; texts stand in single quotes.",
    example: env('vars.n +'),
  },
  'expression.context': {
    says: 'An expression uses a context, or a status function, that its place does not have.',
    mend: 'The hint names those of the place. Secrets go to `env`, connections, alerts and other programs alone.',
    example: 'nodes: { a: { sql: select $x as x, with: { x: "${{ secrets.KEY }}" } } }',
  },
  'expression.computed': {
    says: 'What an expression takes of a context shows only when it is run, so that no plan could follow it.',
    mend: 'Write the name out.',
    example: env('relations[order.date]'),
  },
  'expression.condition': {
    says: 'A condition is a text with an expression in it, and every text is true.',
    mend: 'Put all of it into one `${{ }}`, or leave the brackets out.',
    example: `nodes:\n  ${a}\n  b: { run: ls, if: "\${{ measures.a.row_count }} > 3" }`,
  },
  'expression.in_run': {
    says: 'A command holds an expression. They are not expanded there: text of a stranger would become a program.',
    mend: 'Pass it by `env` and use the environment variable.',
    example: 'nodes: { a: { run: "echo ${{ order.date }}" } }',
  },
  'expression.type': {
    says: 'A comparison can only come out one way, for its sides are of different types.',
    mend: 'Compare numbers with numbers and texts with texts.',
    example: `nodes:\n  ${a}\n  b: { run: ls, if: "measures.a.row_count == 'many'" }`,
  },
  'expression.unknown_variable': {
    says: 'There is no variable of that name.',
    mend: 'Declare it under `variables`, or take the nearest name.',
    example: env('vars.n'),
  },
  'expression.unknown_node': {
    says: 'There is no node or source of that name.',
    mend: 'Take the nearest name, which the hint names.',
    example: env('relations.b1'),
  },
  'expression.unknown_measure': {
    says: 'The node has no measure of that name.',
    mend: 'Measures are named after kind and column (`null_rate_delay`), or by `name`.',
    example: env('measures.a.rows'),
  },
  'expression.unknown_test': {
    says: 'Of the tests of a node one may ask `passed`, `failed` and `warned`; a source has none.',
    mend: 'Ask one of these, of a node.',
    example: env('tests.a.not_null'),
  },
  'expression.unknown_output': {
    says: 'The node has no outputs, or does not declare this one, or something else than an output or the result is asked of it.',
    mend: 'Write `nodes.NODE.outputs.NAME` of a node that runs a command, with a name under its `outputs:` where it has them, or `nodes.NODE.result`.',
    example: env('nodes.a.outputs.text'),
  },
  'expression.unknown_order_key': {
    says: 'An order has no such value.',
    mend: 'It has `id`, `date` and `environment`.',
    example: env('order.day'),
  },
  'expression.unknown_matrix_key': {
    says: "The node's matrix has no such key.",
    mend: 'Take a key of `strategy.matrix`.',
    example: env('matrix.region'),
  },
  'expression.unknown_response_key': {
    says: 'An answer has no such value.',
    mend: 'It has `status`, `headers`, `body` and `json`.',
    example: 'nodes: { a: { http: { url: "https://example.org", check: response.code == 200 } } }',
  },
}
