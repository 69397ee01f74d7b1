import { type MeasureKind, point } from './kind.ts'

export const value: MeasureKind<string> = {
  key: 'value',
  bare: false,
  schema: { type: 'string', minLength: 1, description: 'Any aggregate expression; give it a name.' },
  summary: 'Any aggregate expression over the rows that gives one number.',
  example: '"max(flights) / sum(flights)"',
  nature: 'other',
  natural: {},
  volume: null,
  name: () => 'value',
  columns: () => [],
  expressions: (expression) => [expression],
  aggregates: (expression) => [`(${expression}\n)`],
  read: (_, [answer]) => point(answer),
}
