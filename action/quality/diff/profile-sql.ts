import { type Comparison, pairHash, type SideName, where } from './comparison.ts'
import type { Family } from './dialects/dialect.ts'

/** A column to sum up, on one side or both. */
export interface ProfiledColumn {
  readonly name: string
  readonly family: Family
  /** The quoted expression on each side; null where there is no such column. */
  readonly expressions: Readonly<Record<SideName, string | null>>
}

/** At 5, 25, 50, 75 and 95 %, between the ends that bins are laid out over. */
export const fractions: readonly number[] = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]

/**
 * One row over all rows of a side: their number as `size`, and of the column at index i: `n{i}` NULLs, `u{i}` distinct values, `a{i}` and `z{i}` the
 * least and the greatest as text, `m{i}` the mean. What a column has not is NULL.
 */
export function summarySql(
  comparison: Comparison,
  side: SideName,
  columns: readonly ProfiledColumn[],
  exact: boolean,
): string {
  const { dialect } = comparison
  const list = columns.flatMap(({ family, expressions }, index) => {
    const value = expressions[side]
    if (value === null) return []
    const ordered = family === 'integer' || family === 'number' || family === 'float' || family === 'time'
    const mean = family === 'time' ? null : asFloat(comparison, value, family)
    return [
      `count(*) FILTER (WHERE ${value} IS NULL) AS n${index}`,
      `${dialect.distinct(value, exact) ?? 'NULL'} AS u${index}`,
      `${ordered ? dialect.text(`min(${value})`) : 'NULL'} AS a${index}`,
      `${ordered ? dialect.text(`max(${value})`) : 'NULL'} AS z${index}`,
      `${mean === null ? 'NULL' : `avg(${mean})`} AS m${index}`,
    ]
  })
  return `SELECT count(*) AS size, ${list.join(', ')} FROM ${comparison[side].relation}${where([comparison[side].where])}`
}

/** Which rows are looked at closely: all (1), or those of one key in so many, the same keys on both sides. */
export type OneIn = number

/** One row: `q{i}_{j}`, the quantile of column i at fraction j. */
export function quantilesSql(
  comparison: Comparison,
  side: SideName,
  columns: readonly ProfiledColumn[],
  oneIn: OneIn,
): string {
  const arrays = columns.flatMap(({ family, expressions }, index) => {
    const value = asFloat(comparison, expressions[side], family)
    return value === null ? [] : [{ index, sql: `${comparison.dialect.quantiles(value, fractions)} AS q${index}` }]
  })
  if (arrays.length === 0) return 'SELECT 1 AS nothing'
  const list = arrays.flatMap(({ index }) => fractions.map((_, at) => `q${index}[${at + 1}] AS q${index}_${at}`))
  const from = `SELECT ${arrays.map(({ sql }) => sql).join(', ')} FROM ${chosenRows(comparison, side, oneIn)}`
  return `SELECT ${list.join(', ')} FROM (${from}) AS arrays`
}

/** One row: `b{i}_{j}`, how many values of column i lie in bin j. The first and the last bin are open to the outside. */
export function binsSql(
  comparison: Comparison,
  side: SideName,
  columns: readonly { readonly column: ProfiledColumn; readonly edges: readonly number[] }[],
  oneIn: OneIn,
): string {
  const values = columns.flatMap(({ column }, index) => {
    const value = asFloat(comparison, column.expressions[side], column.family)
    return value === null ? [] : [{ index, sql: `${value} AS v${index}` }]
  })
  if (values.length === 0) return 'SELECT 1 AS nothing'
  const list = values.flatMap(({ index }) => {
    const edges = columns[index]?.edges ?? []
    return edges.slice(1).map((end, at) => {
      const conditions = [
        `v${index} IS NOT NULL`,
        ...(at === 0 ? [] : [`v${index} >= (${edges[at]})`]),
        ...(at === edges.length - 2 ? [] : [`v${index} < (${end})`]),
      ]
      return `count(*) FILTER (WHERE ${conditions.join(' AND ')}) AS b${index}_${at}`
    })
  })
  const from = `SELECT ${values.map(({ sql }) => sql).join(', ')} FROM ${chosenRows(comparison, side, oneIn)}`
  return `SELECT ${list.join(', ')} FROM (${from}) AS numbers`
}

function chosenRows(comparison: Comparison, side: SideName, oneIn: OneIn): string {
  const chosen = oneIn === 1 ? null : `${pairHash(comparison, side)} % ${oneIn} = 0`
  return `${comparison[side].relation}${where([comparison[side].where, chosen])}`
}

/**
 * A value as a float: numbers, truths as 1 and 0, times as seconds since 1970. NULL for infinities, for what is no number,
 * and for what is so large that an engine's own sums would overflow.
 */
function asFloat({ dialect }: Comparison, value: string | null, family: Family): string | null {
  if (value === null) return null
  switch (family) {
    case 'integer':
    case 'number':
    case 'float':
      return `CASE WHEN abs(${value}) < 1e150 THEN CAST(${value} AS double precision) END`
    case 'time':
      return dialect.epoch(value)
    case 'boolean':
      return `CASE WHEN ${value} THEN CAST(1 AS double precision) WHEN NOT ${value} THEN CAST(0 AS double precision) END`
    default:
      return null
  }
}
