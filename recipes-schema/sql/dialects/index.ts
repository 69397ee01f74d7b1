import { unreadQuery } from '../lexis/unread.ts'
import type { ParsedSql, SqlParser } from '../parser.ts'
import { parseDuckdb, type SerializeSql } from './duckdb/index.ts'
import { type ParsePolyglot, parsePolyglot } from './polyglot/index.ts'
import { type ParsePostgres, parsePostgres } from './postgres/index.ts'

/** The engines' parsers as they are, run at the edge; each is asked only when a text of its dialect has to be read. */
export interface Engines {
  readonly duckdb: SerializeSql
  readonly postgres: ParsePostgres
  readonly polyglot: ParsePolyglot
}

/** All dialects behind one port. Equal texts are parsed once. */
export function sqlParser(engines: Engines): SqlParser {
  const known = new Map<string, Promise<ParsedSql>>()
  return {
    parse(text, dialect) {
      const key = `${dialect} ${text}`
      const parsed = known.get(key) ?? parse(text, dialect, engines).then((one) => placed(one, text), refuseDepth)
      known.set(key, parsed)
      return parsed
    },
  }
}

/** A query of which a relation's place is not known cannot be rewritten. */
function placed(parsed: ParsedSql, text: string): ParsedSql {
  const lost = parsed.ok ? parsed.shape.reads.find(({ start, end }) => end <= start) : undefined
  if (!parsed.ok || lost === undefined) return parsed
  return unreadQuery(text, parsed.shape.dialect, 'the place of a relation in it is not known', lost.start)
}

/** The dialects of engines whose own parser cannot be had. */
const polyglot = new Set(['trino', 'snowflake', 'bigquery', 'databricks'])

async function parse(text: string, dialect: string, engines: Engines): Promise<ParsedSql> {
  if (dialect === 'duckdb') return parseDuckdb(text, engines.duckdb)
  if (dialect === 'postgres') return parsePostgres(text, engines.postgres)
  if (polyglot.has(dialect)) return parsePolyglot(text, dialect, engines.polyglot)
  return unreadQuery(text, dialect, `there is no parser for ${dialect}`, 0)
}

/** Trees are walked by recursion: what is nested deeper than the stack is refused, and never ends the process. */
function refuseDepth(error: unknown): ParsedSql {
  if (!(error instanceof RangeError)) throw error
  return { ok: false, code: 'sql.syntax', message: 'it is nested too deeply', offset: 0 }
}
