/** `galley.yaml` as a person typed it, once the schema has found nothing wrong with its shape. */
export interface WrittenProject {
  readonly galley: 1
  readonly recipes: string | readonly string[]
  readonly connections: Readonly<Record<string, { readonly type: 'duckdb'; readonly path: string }>>
  readonly environments: {
    readonly production: { readonly connection: string; readonly schema: string }
    readonly kitchen?: { readonly connection: string }
  }
}

export type Scalar = string | number | boolean

export interface WrittenVariable {
  readonly type: 'integer' | 'number' | 'string' | 'boolean'
  readonly default: Scalar
}

export interface WrittenTest {
  readonly severity?: 'log' | 'warning' | 'stop'
  readonly description?: string
  readonly [kind: string]: unknown
}

export type WrittenMeasure = string | ({ readonly name?: string } & Readonly<Record<string, unknown>>)

export interface WrittenNode {
  readonly description?: string
  readonly sql?: string
  readonly with?: Readonly<Record<string, Scalar>>
  readonly materialized?: 'table' | 'view'
  readonly run?: string
  readonly env?: Readonly<Record<string, Scalar>>
  readonly inputs?: readonly string[]
  readonly needs?: readonly string[]
  readonly 'timeout-minutes'?: number
  readonly tests?: readonly WrittenTest[]
  readonly measures?: readonly WrittenMeasure[]
}

/** A recipe as a person typed it, once the schema has found nothing wrong with its shape. */
export interface WrittenRecipe {
  readonly recipe: string
  readonly description?: string
  readonly variables?: Readonly<Record<string, WrittenVariable>>
  readonly sources?: Readonly<Record<string, { readonly file: string; readonly description?: string }>>
  readonly nodes: Readonly<Record<string, WrittenNode>>
}
