import { type MeasureKind, share } from './kind.ts'

/** Rows where the condition is neither true nor false are no trials. */
export const rate: MeasureKind<string> = {
  key: 'rate',
  bare: false,
  schema: {
    type: 'string',
    minLength: 1,
    description: 'The share of rows where this condition is true; give it a name.',
  },
  summary:
    'The share of rows where a condition is true: events are those rows, trials those where it is true or false.',
  example: `"status = 'late'"`,
  nature: 'rate',
  natural: { min: 0, max: 1 },
  volume: false,
  name: () => 'rate',
  columns: () => [],
  expressions: (condition) => [condition],
  // The line breaks keep a comment at the expression's end from swallowing the bracket.
  aggregates: (condition) => [
    `count(*) FILTER (WHERE (${condition}\n))`,
    `count(*) FILTER (WHERE (${condition}\n) IS NOT NULL)`,
  ],
  read: (_, [events, trials]) => share(events, trials),
}
