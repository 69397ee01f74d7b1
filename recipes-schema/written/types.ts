export type Scalar = string | number | boolean

/** What may be said of a whole project or of one recipe. */
export interface WrittenPolicy {
  readonly permissions?: {
    readonly promote?: readonly string[]
    readonly accept?: readonly string[]
    readonly rollback?: readonly string[]
    readonly 'approve-fork'?: readonly string[]
    readonly 'approve-budget'?: readonly string[]
    readonly run?: readonly string[]
    readonly lock?: readonly string[]
  }
  readonly budget?: {
    readonly bytes_scanned?: string | number
    readonly minutes?: number
    readonly on_exceed?: 'require_approval' | 'refuse' | 'warn'
  }
  readonly alerts?: readonly {
    readonly on: readonly ('failed' | 'late' | 'signal' | 'warned' | 'promoted' | 'rolled_back')[]
    readonly to: WrittenAlertChannel
  }[]
  readonly retention?: { readonly builds?: string; readonly versions?: number; readonly orders?: string }
}

/** One of them, as the schema sees to. */
export interface WrittenAlertChannel {
  readonly webhook?: string
  readonly slack?: string
  readonly teams?: string
  readonly email?: readonly string[]
  readonly issue?: { readonly labels?: readonly string[] }
}

export type WrittenConnection = { readonly type: string; readonly jobs?: number } & WrittenSettings
type WrittenSettings = { readonly [setting: string]: string | number | undefined }

type WrittenValues = Readonly<Record<string, Scalar>>

/** `galley.yaml` as a person typed it, once the schema has found nothing wrong with its shape. */
export interface WrittenProject extends WrittenPolicy {
  readonly galley: 1
  readonly recipes: string | readonly string[]
  readonly comment?: boolean
  readonly gate?: { readonly approvals?: number; readonly code_owners?: boolean }
  readonly connections: Readonly<Record<string, WrittenConnection>>
  readonly environments: {
    readonly production: {
      readonly connection: string
      readonly schema: string
      readonly secrets?: readonly string[]
      readonly variables?: WrittenValues
    }
    readonly kitchen?: {
      readonly connection: string
      readonly ttl?: string
      readonly bind?: 'changed' | 'all'
      readonly secrets?: readonly string[]
      readonly variables?: WrittenValues
    }
  }
  readonly secrets?: Readonly<Record<string, WrittenSecretProvider>>
  readonly observers?: Readonly<Record<string, { readonly type: string; readonly [setting: string]: string }>>
}

export interface WrittenSecretProvider {
  readonly type: string
  readonly [setting: string]: string | Readonly<Record<string, string>>
}

export interface WrittenVariable {
  readonly type: 'integer' | 'number' | 'string' | 'boolean'
  readonly default: Scalar
  readonly description?: string
}

export interface WrittenSchedule {
  readonly cron: string
  readonly timezone?: string
  readonly late_after?: string
  readonly catch_up?: 'none' | 'last' | 'all'
}

export interface WrittenVariation {
  readonly description?: string
  readonly variables?: WrittenValues
  readonly schedule?: 'none' | WrittenSchedule
  readonly without?: readonly string[]
}

export type WrittenMask = null | string | { readonly partial: number } | { readonly shift: string }

export interface WrittenSandbox {
  readonly sample?: string
  readonly key?: string
  readonly window?: { readonly by: string; readonly last: string }
  readonly mask?: Readonly<Record<string, WrittenMask>>
  readonly strict?: boolean
}

export interface WrittenSource {
  readonly description?: string
  readonly file?: string
  readonly format?: 'csv' | 'json' | 'parquet'
  readonly table?: string
  readonly connection?: string
  readonly version?: string
  readonly columns?: Readonly<Record<string, string | { readonly type: string; readonly description?: string }>>
  readonly sandbox?: 'full' | WrittenSandbox
}

export interface WrittenTest {
  readonly severity?: 'log' | 'warning' | 'stop'
  readonly description?: string
  readonly where?: string
  readonly fail_if?: string
  readonly tags?: readonly string[]
  readonly owner?: string
  readonly samples?: boolean
  readonly [kind: string]: unknown
}

/** `test.yaml`, a test of one's own, as a person typed it. */
export interface WrittenTestIngredient {
  readonly test: string
  readonly version?: number
  readonly description?: string
  readonly inputs?: Readonly<
    Record<
      string,
      {
        readonly type: 'column' | 'columns' | 'relation' | 'integer' | 'number' | 'string' | 'boolean'
        readonly default?: Scalar
      }
    >
  >
  readonly sql: string
}

export type WrittenMeasure =
  | string
  | ({
      readonly name?: string
      readonly description?: string
      readonly chart?: string
      readonly was?: readonly string[]
    } & Readonly<Record<string, unknown>>)

export type WrittenMaterialized =
  | 'table'
  | 'view'
  | {
      readonly incremental: {
        readonly by: string
        readonly grain: 'hour' | 'day' | 'week' | 'month'
        readonly late?: string
      }
    }
  | { readonly merge: { readonly key: readonly string[] } }

/** The frame is typed here; what stands under a kind's own key each kind checks against its schema and reads itself. */
export interface WrittenNode {
  readonly description?: string
  readonly needs?: readonly string[]
  readonly if?: string | boolean
  readonly connection?: string
  readonly 'timeout-minutes'?: number
  readonly retry?: { readonly attempts: number; readonly backoff?: string }
  readonly 'continue-on-error'?: boolean
  readonly concurrency?: string
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly Scalar[]>> }
  readonly tags?: readonly string[]
  readonly owner?: string
  readonly was?: readonly string[]
  readonly outside?: boolean
  readonly sandbox?: Readonly<Record<string, unknown>>
  readonly tests?: readonly WrittenTest[]
  readonly measures?: readonly WrittenMeasure[]
  readonly sql?: string
  readonly materialized?: WrittenMaterialized
  readonly run?: string | readonly string[]
  readonly container?: {
    readonly image: string
    readonly run?: string
    readonly mounts?: readonly string[]
    readonly user?: string
  }
  readonly notebook?: string
  readonly http?: WrittenHttp
  readonly recipe?: string
  readonly sync?: 'succeeded' | 'ended'
  readonly uses?: string
  readonly airflow?: Readonly<Record<string, unknown>>
  readonly control_m?: Readonly<Record<string, unknown>>
  readonly dbt?: Readonly<Record<string, unknown>>
  readonly dagster?: Readonly<Record<string, unknown>>
  readonly prefect?: Readonly<Record<string, unknown>>
  readonly workflow?: Readonly<Record<string, unknown>>
  readonly with?: WrittenValues
  readonly env?: WrittenValues
  readonly inputs?: readonly string[]
  readonly outputs?: Readonly<Record<string, OutputType | { readonly type: OutputType; readonly description?: string }>>
}

export type OutputType = 'string' | 'integer' | 'number' | 'boolean'

export interface WrittenHttp {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly expect?: number | readonly number[]
  readonly check?: string
  readonly timeout?: string
  readonly poll?: {
    readonly until: string
    readonly url?: string
    readonly every?: string
    readonly timeout?: string
  }
  readonly outputs?: Readonly<Record<string, string>>
}

export interface WrittenInput {
  readonly type: 'relation' | 'integer' | 'number' | 'string' | 'boolean'
  readonly default?: Scalar
  readonly description?: string
}

/** An ingredient as a person typed it, once the schema has found nothing wrong with its shape. */
export interface WrittenIngredient {
  readonly ingredient: string
  readonly version: number
  readonly description?: string
  readonly inputs?: Readonly<Record<string, WrittenInput>>
  readonly outputs: Readonly<Record<string, { readonly node: string; readonly description?: string }>>
  readonly nodes: Readonly<Record<string, WrittenNode>>
}

/** A recipe as a person typed it, once the schema has found nothing wrong with its shape. */
export interface WrittenRecipe extends WrittenPolicy {
  readonly recipe: string
  readonly description?: string
  readonly from_dbt?: string
  readonly schedule?: WrittenSchedule
  readonly variables?: Readonly<Record<string, WrittenVariable>>
  readonly variations?: Readonly<Record<string, WrittenVariation>>
  readonly sources?: Readonly<Record<string, WrittenSource>>
  readonly nodes: Readonly<Record<string, WrittenNode>>
}
