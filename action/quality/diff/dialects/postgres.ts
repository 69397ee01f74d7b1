import type { DiffDialect, Family } from './dialect.ts'

const families: readonly [pattern: RegExp, family: Family][] = [
  [/^(smallint|integer|bigint)$/, 'integer'],
  [/^numeric\b/, 'number'],
  [/^(real|double precision)$/, 'float'],
  [/^(date|timestamp\b.*)$/, 'time'],
  [/^boolean$/, 'boolean'],
  [/^(text|character\b.*|uuid|citext|name)$/, 'text'],
]

/** Types without `=`: their values are compared by their text. */
const withoutEquality = /^(json|xml|point|polygon|line|path|box)(\[\])?$/

/** Texts of values are the same on both sides: both are read in one session. */
export const postgres: DiffDialect = {
  fold: (name) => name,
  family: (type) => families.find(([pattern]) => pattern.test(type))?.[1] ?? 'other',
  hasEquality: (type) => !withoutEquality.test(type),
  hash: (expressions) => `(hashtextextended(ROW(${expressions.join(', ')})::text, 0) & 4611686018427387903)`,
  sum: (expression) => `sum(${expression})`,
  text: (expression) => `(${expression})::text`,
  epoch: (expression) =>
    `CASE WHEN isfinite(${expression}) THEN extract(epoch FROM ${expression})::double precision END`,
  once: 'AS MATERIALIZED',
  quantiles: (expression, fractions) =>
    `percentile_cont(ARRAY[${fractions.join(', ')}]) WITHIN GROUP (ORDER BY ${expression})`,
  distinct: (expression, exact) => (exact ? `count(DISTINCT ${expression})` : null),
}
