import { quoteText } from '../sql/rewrite.ts'

/** The engines' dialects of SQL, where a query of Galley's own has to differ. */
export type Dialect = 'duckdb' | 'postgres' | 'trino' | 'snowflake' | 'bigquery' | 'databricks'

/** The value at a share of the ordered values, between two of them where it falls between. */
export function quantile(expression: string, at: number, dialect: Dialect): string {
  if (dialect === 'trino') return `approx_percentile(${expression}, ${at})`
  return `percentile_cont(${at}) WITHIN GROUP (ORDER BY ${expression})`
}

/** A query for what a table takes up, in one row and column `bytes`; null where the engine does not tell. Takes it quoted. */
export function bytesQuery(relation: string, dialect: Dialect): string | null {
  if (dialect === 'postgres') return `SELECT pg_total_relation_size(${quoteText(relation)}::regclass) AS bytes`
  if (dialect !== 'duckdb') return null
  // What has not been written to the file yet has no size.
  return `SELECT CASE WHEN bool_and(persistent) THEN
      (count(DISTINCT block_id) FILTER (WHERE block_id >= 0) + coalesce(sum(len(additional_block_ids)), 0))
      * (SELECT any_value(block_size) FROM pragma_database_size()) END AS bytes
    FROM pragma_storage_info(${quoteText(relation)})`
}

/** How many different combinations of values the columns have; one with a NULL is none. Columns come quoted. */
export function distinctKeys(columns: readonly string[]): string {
  const [only] = columns
  if (columns.length === 1) return `count(DISTINCT ${only})`
  return `count(DISTINCT ROW(${columns.join(', ')})) FILTER (WHERE ${allPresent(columns)})`
}

/** True of rows that have a value in each of the columns. Columns come quoted. */
export function allPresent(columns: readonly string[]): string {
  return columns.map((column) => `${column} IS NOT NULL`).join(' AND ')
}
