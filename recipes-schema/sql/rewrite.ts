import { lexisOf } from './lexis/lexis.ts'
import type { RelationRead, SqlShape } from './parser.ts'

/** What stands in a query's text in place of a relation or a parameter; null leaves it as it is. */
export interface Replacements {
  readonly relation: (read: RelationRead) => string | null
  readonly parameter?: (name: string) => string | null
}

/** A query over other relations, and where what stands in it stood before. */
export interface Rewritten {
  readonly text: string
  /** The place in the person's text of a place in this one; what was put in place of something counts as its start. */
  readonly originOf: (offset: number) => number
}

/**
 * The same query over other relations. Only the stretches of relations and parameters change, so that the person's own
 * text, comments and line numbers survive and an engine's error still points at their line.
 */
export function rewrite(text: string, shape: SqlShape, replacements: Replacements): string {
  return rewriteTraced(text, shape, replacements).text
}

/** The same, with the way back for what an engine says of a place. */
export function rewriteTraced(text: string, shape: SqlShape, replacements: Replacements): Rewritten {
  const relations = shape.reads.map((read) => ({
    ...read,
    replacement: relationText(read, text, shape.dialect, replacements),
  }))
  const parameters = shape.parameters.map((use) => ({
    ...use,
    replacement: replacements.parameter?.(use.name) ?? null,
  }))
  // Stretches of the new text with where they come from.
  const stretches: { at: number; from: number; kept: boolean }[] = []
  let rewritten = ''
  let at = 0
  const add = (part: string, from: number, kept: boolean): void => {
    stretches.push({ at: rewritten.length, from, kept })
    rewritten += part
  }
  for (const { start, end, replacement } of [...relations, ...parameters].sort((a, b) => a.start - b.start)) {
    if (replacement === null) continue
    add(text.slice(at, start), at, true)
    add(replacement, start, false)
    at = end
  }
  add(text.slice(at), at, true)
  return {
    text: rewritten,
    originOf(offset) {
      const stretch = stretches.findLast((one) => one.at <= offset) ?? { at: 0, from: 0, kept: true }
      return Math.min(stretch.kept ? stretch.from + offset - stretch.at : stretch.from, text.length)
    },
  }
}

/** Columns may be qualified by the relation's name, so it stays on as the alias. */
function relationText(read: RelationRead, text: string, dialect: string, { relation }: Replacements): string | null {
  const found = relation(read)
  // In `TABLE t` nothing can qualify a column, and an alias is no SQL.
  const bare = /\b(table|describe|desc|summarize|show)\s+$/i.test(text.slice(Math.max(read.start - 40, 0), read.start))
  if (found === null || bare || read.alias !== null) return found
  const own = ownName(read, text, dialect)
  return found === own ? found : `${found} AS ${own}`
}

/** A name that means the same as the one in the text, without what qualifies it. */
function ownName({ name, start, end }: RelationRead, text: string, dialect: string): string {
  // Snowflake takes the case of a quoted name for part of it: as it is written, it is the same name.
  if (dialect === 'snowflake') return /(?:[^."]|"(?:[^"]|"")*")*$/.exec(text.slice(start, end))?.[0].trim() ?? name
  return lexisOf(dialect).nameQuote === '`' ? `\`${name.replaceAll('`', '``')}\`` : quoteName(name)
}

/** An identifier in double quotes, as standard SQL, DuckDB, PostgreSQL and Trino read it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A string literal, of standard SQL unless a dialect is named in which a backslash escapes. */
export function quoteText(text: string, dialect = 'standard'): string {
  const { backslash, rawAndTriple } = lexisOf(dialect)
  const plain = backslash === 'always' ? text.replaceAll('\\', '\\\\') : text
  return `'${plain.replaceAll("'", rawAndTriple === true ? "\\'" : "''")}'`
}
