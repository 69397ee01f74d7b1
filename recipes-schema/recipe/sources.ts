import type { Place } from '../text/diagnostic.ts'
import type { NodeId } from './types.ts'
import type { Duration, Template } from './values.ts'

/** A warehouse; its dialect is its type. */
export interface Connection {
  readonly name: string
  readonly type: 'duckdb' | 'postgres' | 'trino' | 'snowflake' | 'bigquery' | 'databricks'
  /** How many nodes may work on it at a time; null: any number. */
  readonly jobs: number | null
  /** The type's own settings, e.g. `path` of duckdb and `url` of postgres. */
  readonly settings: Readonly<Record<string, Template>>
  readonly place: Place
}

/** A program that nodes hand work to. */
export interface Service {
  readonly name: string
  readonly type: 'airflow' | 'control_m' | 'dagster' | 'prefect' | 'github'
  readonly jobs: number | null
  readonly settings: Readonly<Record<string, Template>>
  readonly place: Place
}

/** Where values of `secrets` come from. */
export interface SecretProvider {
  readonly name: string
  readonly type: string
  /** The type's own settings; texts are templates. */
  readonly settings: Readonly<Record<string, Template | Readonly<Record<string, string>>>>
  readonly place: Place
}

/** Who is told of orders while they run. */
export interface Observer {
  readonly name: string
  readonly type: string
  readonly settings: Readonly<Record<string, Template>>
  readonly place: Place
}

export interface Source {
  readonly id: NodeId
  readonly recipe: string
  readonly name: string
  readonly description: string | null
  readonly connection: string
  readonly origin: Origin
  /** An SQL aggregate over the table whose value is the data's version; null: all of the content is. */
  readonly version: string | null
  /** What the recipe says that the columns are; null: nothing. */
  readonly columns: readonly SourceColumn[] | null
  readonly sandbox: SandboxPolicy
  readonly place: Place
}

export type Origin =
  /** A path or glob; from the repository's root when it is relative. `format` null: by its extension. */
  | { readonly type: 'file'; readonly file: Template; readonly format: FileFormat | null }
  /** A relation that the connection reaches: in its default schema for null, and in its own catalog. */
  | { readonly type: 'table'; readonly catalog: string | null; readonly schema: string | null; readonly name: string }

export type FileFormat = 'csv' | 'json' | 'parquet'

export interface SourceColumn {
  readonly name: string
  readonly type: string
  readonly description: string | null
}

/** What a kitchen gets to see of a source; all null: all of it. */
export interface SandboxPolicy {
  /** Above 0 and at most 100; rows of one `key` are taken or left together. */
  readonly sample: { readonly percent: number; readonly key: string | null } | null
  /** The rows whose column `by` is not older than `last`, counted back from the newest. */
  readonly window: { readonly by: string; readonly last: Duration } | null
  readonly mask: {
    readonly columns: Readonly<Record<string, Mask>>
    /** A column that is not named is an error instead of being shown as it is. */
    readonly strict: boolean
  } | null
}

/** What takes the place of a column's value. */
export type Mask =
  | { readonly how: 'hash' }
  | { readonly how: 'null' }
  | { readonly how: 'constant'; readonly sql: string }
  /** The first `keep` characters stay. */
  | { readonly how: 'partial'; readonly keep: number }
  /** A date or time moved by the same number of days in every row. */
  | { readonly how: 'shift'; readonly days: number }
  | { readonly how: 'keep' }
