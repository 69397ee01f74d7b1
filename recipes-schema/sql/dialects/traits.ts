/**
 * What a name means that may be a column or an alias of the select list: never the alias; the alias when there is no
 * such column; or, where it is not sure which, both.
 */
export type AliasRule = 'never' | 'last' | 'maybe'

/** How a dialect gives names their meaning. */
export interface Traits {
  /** Names that are equal to the engine become equal texts. */
  readonly fold: (name: string) => string
  /** In the select list itself; in WHERE; in GROUP BY, HAVING, QUALIFY, ORDER BY. */
  readonly aliases: { readonly items: AliasRule; readonly filters: AliasRule; readonly keys: AliasRule }
  /** Where `*` puts the columns of a USING. */
  readonly using: 'first' | 'in place' | 'unsure'
}

const lower = (name: string): string => name.toLowerCase()
const standard: Traits['aliases'] = { items: 'never', filters: 'never', keys: 'maybe' }

const traits: Readonly<Record<string, Traits>> = {
  duckdb: { fold: lower, aliases: { items: 'last', filters: 'last', keys: 'last' }, using: 'in place' },
  // Its parser has folded what is not in quotes.
  postgres: { fold: (name) => name, aliases: standard, using: 'first' },
  trino: { fold: lower, aliases: standard, using: 'first' },
  snowflake: { fold: lower, aliases: { items: 'last', filters: 'maybe', keys: 'maybe' }, using: 'unsure' },
  bigquery: { fold: lower, aliases: standard, using: 'unsure' },
  databricks: { fold: lower, aliases: { items: 'last', filters: 'never', keys: 'maybe' }, using: 'unsure' },
}

/** Of a dialect that nobody has told us about, nothing is sure. */
export function traitsOf(dialect: string): Traits {
  return (
    traits[dialect] ?? { fold: lower, aliases: { items: 'maybe', filters: 'maybe', keys: 'maybe' }, using: 'unsure' }
  )
}
