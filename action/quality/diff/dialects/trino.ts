import type { DiffDialect, Family } from './dialect.ts'

const families: readonly [pattern: RegExp, family: Family][] = [
  [/^(tinyint|smallint|integer|bigint)$/, 'integer'],
  [/^decimal\b/, 'number'],
  [/^(real|double)$/, 'float'],
  [/^(date|timestamp\b.*)$/, 'time'],
  [/^boolean$/, 'boolean'],
  [/^(varchar\b.*|char\b.*|uuid)$/, 'text'],
]

/** Trino's names are in small letters, whatever was written. */
export const trino: DiffDialect = {
  fold: (name) => name.toLowerCase(),
  family: (type) => families.find(([pattern]) => pattern.test(type))?.[1] ?? 'other',
  hasEquality: (type) => !/^json$/.test(type),
  // Of texts with their lengths: a hash of a row is a sum of its values' hashes.
  hash: (expressions) => {
    const texts = expressions.map((one) => {
      const text = `CAST(${one} AS varchar)`
      return `coalesce(CAST(length(${text}) AS varchar) || ':' || ${text}, '-')`
    })
    return `bitwise_and(from_big_endian_64(xxhash64(to_utf8(${texts.join(" || ' ' || ")}))), 4611686018427387903)`
  },
  sum: (expression) => `sum(CAST(${expression} AS decimal(38, 0)))`,
  text: (expression) => `CAST(${expression} AS varchar)`,
  epoch: (expression) => `to_unixtime(CAST(${expression} AS timestamp(6)))`,
  once: 'AS',
  quantiles: (expression, fractions) => `approx_percentile(${expression}, ARRAY[${fractions.join(', ')}])`,
  distinct: (expression, exact) => (exact ? `count(DISTINCT ${expression})` : `approx_distinct(${expression})`),
}
