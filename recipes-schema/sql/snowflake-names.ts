/** A name that may stand without quotes, where Snowflake takes it for the one in capitals. */
const plain = /^[a-z_][a-z0-9_$]*$/

/** A name as Snowflake keeps it: one that could stand without quotes means the same with them. */
export function keptName(name: string): string {
  return plain.test(name) ? name.toUpperCase() : name
}

/** A kept name as Galley writes it: the way back of `keptName`. */
export function shownName(kept: string): string {
  const lower = kept.toLowerCase()
  return kept === lower.toUpperCase() && plain.test(lower) ? lower : kept
}

/** The same in Snowflake's SQL. */
export function shownNameSql(column: string): string {
  return `CASE WHEN regexp_like(${column}, '^[A-Z_][A-Z0-9_$]*$') THEN lower(${column}) ELSE ${column} END`
}
