import type { QueryTree } from './query/types.ts'

/** One relation that a query reads, as it is written. Offsets are UTF-16 positions in the query's text. */
export interface RelationRead {
  readonly catalog: string | null
  readonly schema: string | null
  readonly name: string
  /** Null when the query gives it no alias. */
  readonly alias: string | null
  readonly start: number
  readonly end: number
}

/** `$name` in a query; the name comes without the `$`, the offsets include it. */
export interface ParameterUse {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** Raised when the meaning of a shape changes, or a parser's version does, so that none that was kept is read as something else. */
export const shapeVersion = 3

/** What Galley needs to know of a query, whatever the dialect: plain data, the same for the same text in the same dialect. */
export interface SqlShape {
  readonly dialect: string
  /** Relations that are not common table expressions, in the order of the text. */
  readonly reads: readonly RelationRead[]
  /** Every use of a bound parameter, in the order of the text. */
  readonly parameters: readonly ParameterUse[]
  /** How many things the outermost SELECT selects; null where it is no plain SELECT. */
  readonly items: number | null
  /** Table functions that read what no plan can see: files, other databases, relations by a text. */
  readonly unseen: readonly UnseenRead[]
  /** A digest of the syntax tree: equal for texts that differ in comments and layout alone. */
  readonly canonical: string
  /**
   * Set where no parser could read the query: then `canonical` is over its text, and `reads` are the names that stand
   * where relations do, some of which may be none.
   */
  readonly unread: { readonly message: string; readonly offset: number } | null
  /** The query for `columnsOf` to read, and for nobody else; null where nothing is to be proved. */
  readonly tree: QueryTree | null
}

export interface UnseenRead {
  readonly name: string
  readonly start: number
}

/** The names of the columns of `reads[read]`, in their order; null when they are not known. */
export type KnownColumns = (read: number) => readonly string[] | null

/** What a part of a query takes in of `reads[read]`: which rows there are, and these columns; null is all of it. */
export interface ReadUse {
  readonly read: number
  /** In lower case, each once, in name order. */
  readonly columns: readonly string[] | null
}

/** A part of a query: equal digests over equal uses and parameters make equal values. */
export interface SqlPart {
  readonly canonical: string
  /** In the order of the reads; a relation that is read twice counts as its first read. */
  readonly uses: readonly ReadUse[]
  /** The names of the parameters in it, in name order. */
  readonly parameters: readonly string[]
}

export interface SqlColumn extends SqlPart {
  /** Null when only the engine knows it (`count(*)` without an alias), or for a `*` over unknown columns. */
  readonly name: string | null
}

/**
 * A query in parts that change apart. While `rows` is the same, the same rows come out, and then a column whose part is
 * the same holds the same values in them.
 */
export interface SqlColumns {
  readonly rows: SqlPart
  readonly columns: readonly SqlColumn[]
  /** The names of all columns in their order; null when not all are known, or not all differ. */
  readonly names: readonly string[] | null
  /**
   * False when the engine has a choice (`uuid()`, `LIMIT`, `row_number()` among equals): made anew, a column whose part
   * is the same may differ from what readers have seen, so that they have to take the result whole.
   */
  readonly repeatable: boolean
}

export type ParsedSql =
  | { readonly ok: true; readonly shape: SqlShape }
  | {
      readonly ok: false
      readonly code: 'sql.syntax' | 'sql.not_one_select'
      readonly message: string
      readonly offset: number
    }

/** The engines' own parsers behind Galley's neutral shape. */
export interface SqlParser {
  /** Reads one query in the dialect of a connection's type. */
  parse(text: string, dialect: string): Promise<ParsedSql>
}
