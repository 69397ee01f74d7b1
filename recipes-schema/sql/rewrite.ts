import type { RelationRead, SqlShape } from './parser.ts'

/** What stands in a query's text in place of a relation or a parameter; null leaves it as it is. */
export interface Replacements {
  readonly relation: (read: RelationRead) => string | null
  readonly parameter?: (name: string) => string | null
}

/**
 * The same query over other relations. Only the stretches of relations and parameters change, so that the person's own
 * text, comments and line numbers survive and an engine's error still points at their line.
 */
export function rewrite(text: string, shape: SqlShape, replacements: Replacements): string {
  const relations = shape.reads.map((read) => ({ ...read, replacement: relationText(read, replacements) }))
  const parameters = shape.parameters.map((use) => ({
    ...use,
    replacement: replacements.parameter?.(use.name) ?? null,
  }))
  let rewritten = ''
  let at = 0
  for (const { start, end, replacement } of [...relations, ...parameters].sort((a, b) => a.start - b.start)) {
    if (replacement === null) continue
    rewritten += text.slice(at, start) + replacement
    at = end
  }
  return rewritten + text.slice(at)
}

/** Columns may be qualified by the relation's name, so it stays on as the alias. */
function relationText(read: RelationRead, { relation }: Replacements): string | null {
  const found = relation(read)
  return found === null || read.alias !== null ? found : `${found} AS ${quoteName(read.name)}`
}

/** An identifier in double quotes, as standard SQL, DuckDB, PostgreSQL and Trino read it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A string literal of standard SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
