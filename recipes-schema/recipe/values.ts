/** A text that may hold `${{ }}`; evaluated when its node runs. */
export type Template = string

/** Seconds; written `10s`, `45m`, `6h`, `7d`. */
export type Duration = number

/** How a query's result is kept. */
export type Materialized =
  | { readonly type: 'table' }
  | { readonly type: 'view' }
  | {
      /** Only the grains that are missing or late are made; `by` is the column of time. */
      readonly type: 'incremental'
      readonly by: string
      readonly grain: 'hour' | 'day' | 'week' | 'month'
      /** For how long after its end a grain may still change; null: not at all. */
      readonly late: Duration | null
    }
  /** The query's rows take the place of those with the same key. */
  | { readonly type: 'merge'; readonly key: readonly string[] }
