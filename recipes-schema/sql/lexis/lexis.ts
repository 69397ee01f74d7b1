/** What a dialect's text is made of, as far as names, texts and comments go: where nothing else can begin. */
export interface Lexis {
  /** What stands around a quoted name; doubled, it is part of the name. */
  readonly nameQuote: '"' | '`'
  /** What stands around a text. */
  readonly textQuotes: readonly string[]
  /** Where a backslash escapes: never, in every text, or in those that begin with an `e`. */
  readonly backslash: 'never' | 'always' | 'e'
  /** `r'...'`, in which it does not, and `'''...'''`. */
  readonly rawAndTriple?: true
  /** Texts between `$$`; or also between `$tag$`. */
  readonly dollars: 'none' | 'plain' | 'tagged'
  readonly lineComments: readonly string[]
  /** True when a block comment can hold another. */
  readonly nested: boolean
  /** True when a space outside of ASCII is one, and not part of a name. */
  readonly unicodeSpaces: boolean
}

const standard: Lexis = {
  nameQuote: '"',
  textQuotes: ["'"],
  backslash: 'never',
  dollars: 'none',
  lineComments: ['--'],
  nested: false,
  unicodeSpaces: true,
}

const postgres: Lexis = { ...standard, backslash: 'e', dollars: 'tagged', nested: true, unicodeSpaces: false }

const lexes: Readonly<Record<string, Lexis>> = {
  duckdb: { ...postgres, unicodeSpaces: true },
  postgres,
  trino: standard,
  snowflake: { ...standard, backslash: 'always', dollars: 'plain', lineComments: ['--', '//'] },
  bigquery: {
    ...standard,
    nameQuote: '`',
    textQuotes: ["'", '"'],
    backslash: 'always',
    rawAndTriple: true,
    lineComments: ['--', '#'],
  },
  databricks: {
    ...standard,
    nameQuote: '`',
    textQuotes: ["'", '"'],
    backslash: 'always',
    rawAndTriple: true,
    nested: true,
  },
}

export function lexisOf(dialect: string): Lexis {
  return lexes[dialect] ?? standard
}
