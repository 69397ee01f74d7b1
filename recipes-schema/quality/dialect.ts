import { quoteText } from '../sql/rewrite.ts'
import { keptName, shownNameSql } from '../sql/snowflake-names.ts'

/** The engines' dialects of SQL, where a query of Galley's own has to differ. */
export type Dialect = 'duckdb' | 'postgres' | 'trino' | 'snowflake' | 'bigquery' | 'databricks'

/** The value at a share of the ordered values, between two of them where it falls between. */
export function quantile(expression: string, at: number, dialect: Dialect): string {
  if (dialect === 'trino') return `approx_percentile(${expression}, ${at})`
  return `percentile_cont(${at}) WITHIN GROUP (ORDER BY ${expression})`
}

/** True of a text that a regular expression is found in; both come as SQL. */
export function matches(text: string, expression: string, dialect: Dialect): string {
  if (dialect === 'postgres') return `${text} ~ ${expression}`
  // Snowflake's regexp_like wants the whole text to match.
  if (dialect === 'snowflake') return `regexp_instr(${text}, ${expression}) > 0`
  return `${dialect === 'trino' ? 'regexp_like' : 'regexp_matches'}(${text}, ${expression})`
}

/** A text that stands for a date or a time, where it is compared with one; most engines see that by themselves. */
export function moment(text: string, dialect: Dialect): string {
  if (dialect !== 'trino' || !/^\d{4}-\d\d-\d\d/.test(text)) return quoteText(text, dialect)
  return `${text.length === 10 ? 'DATE' : 'TIMESTAMP'} ${quoteText(text.replace('T', ' '))}`
}

/** A query for the columns of a relation in their order: `name` and `type`. Takes the relation quoted. */
export function columnsQuery(relation: string, dialect: Dialect): string {
  if (dialect === 'duckdb') return `SELECT column_name AS name, column_type AS type FROM (DESCRIBE ${relation})`
  if (dialect === 'postgres')
    return `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
      WHERE attrelid = ${quoteText(relation)}::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`
  const kept = (name: string): string => (dialect === 'snowflake' ? keptName(name) : name)
  const parts = relation
    .split('.')
    .map((part) => quoteText(kept(part.replace(/^"|"$/g, '').replaceAll('""', '"')), dialect))
  const name = dialect === 'snowflake' ? shownNameSql('column_name') : 'column_name'
  // A NUMBER is what its digits are: whole, with cents, or a count.
  const type =
    dialect === 'snowflake'
      ? "CASE WHEN data_type = 'NUMBER' THEN 'NUMBER(' || numeric_precision || ',' || numeric_scale || ')' ELSE data_type END"
      : 'data_type'
  return `SELECT ${name} AS name, ${type} AS type FROM information_schema.columns
    WHERE table_name = ${parts.at(-1)}${parts.length > 1 ? ` AND table_schema = ${parts.at(-2)}` : ''} ORDER BY ordinal_position`
}

/** How many different combinations of values the columns have; one with a NULL is none. Columns come quoted. */
export function distinctKeys(columns: readonly string[], dialect: Dialect): string {
  // Snowflake has no rows as values, and leaves out combinations with a NULL by itself.
  if (columns.length === 1 || dialect === 'snowflake') return `count(DISTINCT ${columns.join(', ')})`
  return `count(DISTINCT CASE WHEN ${allPresent(columns)} THEN ROW(${columns.join(', ')}) END)`
}

/** True of rows that have a value in each of the columns. Columns come quoted. */
export function allPresent(columns: readonly string[]): string {
  return columns.map((column) => `${column} IS NOT NULL`).join(' AND ')
}
