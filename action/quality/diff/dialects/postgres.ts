import { quoteText } from '../../../../recipes-schema/sql/rewrite.ts'
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

export const postgres: DiffDialect = {
  // Texts of floats with all their digits, of times in one form: both sides are read in this session.
  prepare: ['SET extra_float_digits = 1', "SET DateStyle = 'ISO'", "SET TimeZone = 'UTC'"],
  columns: (relation) =>
    `SELECT attname::text AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = ${quoteText(relation)}::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
  fold: (name) => name,
  family: (type) => families.find(([pattern]) => pattern.test(type))?.[1] ?? 'other',
  hasEquality: (type) => !withoutEquality.test(type),
  hash: (expressions) => `(hashtextextended(ROW(${expressions.join(', ')})::text, 0) & 4611686018427387903)`,
  text: (expression) => `(${expression})::text`,
  epoch: (expression) => `extract(epoch FROM ${expression})::double precision`,
  quantiles: (expression, fractions) =>
    fractions.map(
      (fraction) => `percentile_cont(${fraction}) WITHIN GROUP (ORDER BY CAST(${expression} AS double precision))`,
    ),
  distinct: (expression, exact) => (exact ? `count(DISTINCT ${expression})` : null),
}
