import type { DiffDialect, Family } from './dialect.ts'

const families: readonly [pattern: RegExp, family: Family][] = [
  [/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/, 'integer'],
  [/^(DECIMAL\b|BIGNUM$)/, 'number'],
  [/^(FLOAT|DOUBLE)$/, 'float'],
  [/^(DATE|TIMESTAMP.*)$/, 'time'],
  [/^BOOLEAN$/, 'boolean'],
  [/^(VARCHAR|ENUM\(.*\)|UUID)$/s, 'text'],
]

export const duckdb: DiffDialect = {
  fold: (name) => name.toLowerCase(),
  family: (type) => families.find(([pattern]) => pattern.test(type))?.[1] ?? 'other',
  hasEquality: () => true,
  hash: (expressions) => `CAST(hash(${expressions.join(', ')}) >> 2 AS BIGINT)`,
  sum: (expression) => `sum(${expression})`,
  text: (expression) => `CAST(${expression} AS VARCHAR)`,
  epoch: (expression) => `CASE WHEN isfinite(${expression}) THEN epoch(${expression}) END`,
  once: 'AS MATERIALIZED',
  quantiles: (expression, fractions) => `quantile_cont(${expression}, [${fractions.join(', ')}])`,
  distinct: (expression, exact) => (exact ? `count(DISTINCT ${expression})` : `approx_count_distinct(${expression})`),
}
