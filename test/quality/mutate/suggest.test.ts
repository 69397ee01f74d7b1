import { expect, it } from 'vitest'
import { type Facts, suggestionFor } from '../../../recipes-schema/quality/mutate/suggest.ts'

const facts: Facts = {
  node: 'orders',
  full: new Set(['id']),
  key: null,
  ranges: new Map([['id', [1, 99]]]),
  measured: new Map(),
}
const measured: Facts = {
  ...facts,
  measured: new Map([
    ['null_rate country', 'without_country'],
    ['row_count', 'row_count'],
  ]),
}

it.each([
  ['null_column', 'id', facts, 'tests: [{ not_null: id }]'],
  ['null_column', 'country', facts, 'measures: [{ null_rate: country }]'],
  ['duplicate_rows', null, facts, 'measures: [row_count]'],
  ['swap_columns', 'Late?', facts, 'measures: [{ distinct_count: "Late?" }]'],
  // What is measured already need not be told again.
  [
    'null_column',
    'country',
    measured,
    'narrower limits: `galley chart orders.without_country` shows what keeps them wide',
  ],
  ['duplicate_rows', null, measured, 'narrower limits: `galley chart orders.row_count` shows what keeps them wide'],
] as const)('%s of %s', (fault, column, known, suggestion) => {
  expect(suggestionFor({ fault, column }, known)).toBe(suggestion)
})
