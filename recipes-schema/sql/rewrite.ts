import type { RelationRead, SqlShape } from './parser.ts'

/**
 * The same query over other relations. Only the stretches of the relations change, so that the person's own text,
 * comments and line numbers survive and an engine's error still points at their line. `relationOf` gives the quoted
 * relation to read instead, or null to leave one alone.
 */
export function rewriteReads(text: string, shape: SqlShape, relationOf: (read: RelationRead) => string | null): string {
  let rewritten = ''
  let at = 0
  for (const read of shape.reads) {
    const relation = relationOf(read)
    if (relation === null) continue
    // Columns may be qualified by the relation's name, so it stays on as the alias.
    const alias = read.alias === null ? ` AS ${quoteName(read.name)}` : ''
    rewritten += `${text.slice(at, read.start)}${relation}${alias}`
    at = read.end
  }
  return rewritten + text.slice(at)
}

/** An identifier in double quotes, as standard SQL, DuckDB, PostgreSQL and Trino read it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A string literal of standard SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
