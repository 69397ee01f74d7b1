/** One relation that a query reads, as it is written. Offsets are UTF-16 positions in the query's text. */
export interface RelationRead {
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

/** What Galley needs to know of a query, whatever the dialect. */
export interface SqlShape {
  /** Relations that are not common table expressions, in the order of the text. */
  readonly reads: readonly RelationRead[]
  /** Every use of a bound parameter, in the order of the text. */
  readonly parameters: readonly ParameterUse[]
  /** How many things the outermost SELECT selects; null where it is no plain SELECT. */
  readonly items: number | null
  /** Table functions that read what no plan can see: files, other databases, relations by a text. */
  readonly unseen: readonly { readonly name: string; readonly start: number }[]
  /** The syntax tree in a form that is equal for texts that differ in comments and layout alone. */
  readonly canonical: string
}

export type ParsedSql =
  | { readonly ok: true; readonly shape: SqlShape }
  | {
      readonly ok: false
      readonly code: 'sql.syntax' | 'sql.not_one_select'
      readonly message: string
      readonly offset: number
    }

/** An engine's own parser behind Galley's neutral shape. */
export interface SqlParser {
  readonly dialect: string
  parse(text: string): Promise<ParsedSql>
}
