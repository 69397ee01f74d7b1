import type { SqlShape } from '../sql/parser.ts'
import type { Brand } from '../text/brand.ts'
import type { Diagnostic, Place } from '../text/diagnostic.ts'

/** `recipe.name` of a node or a source: unique in a project, and what a plan, a ledger and a message call it. */
export type NodeId = Brand<string, 'NodeId'>

export function nodeId(recipe: string, name: string): NodeId {
  return `${recipe}.${name}` as NodeId
}

/** A text that may hold `${{ }}`; evaluated when its node runs. */
export type Template = string

export interface Variable {
  readonly name: string
  readonly type: 'integer' | 'number' | 'string' | 'boolean'
  readonly value: number | string | boolean
  readonly place: Place
}

export interface Source {
  readonly id: NodeId
  readonly recipe: string
  readonly name: string
  readonly description: string | null
  readonly file: Template
  readonly place: Place
}

/** A query with what the parser found in it, and where its text stands in the repository. */
export interface Query {
  readonly text: string
  readonly shape: SqlShape
  /** The file whose lines the text's lines are; inline SQL stands in the recipe. */
  readonly file: string
  /** The text's first line in that file, from 1. */
  readonly line: number
}

export interface Test {
  /** Unique within its node; made from the kind and its columns, e.g. `not_null(day, origin)`. */
  readonly name: string
  readonly kind: string
  /** The value under the kind's key, checked against that kind's schema. */
  readonly options: unknown
  readonly severity: 'log' | 'warning' | 'stop'
  readonly description: string | null
  readonly place: Place
  /** For kinds that are given by a query. */
  readonly query: Query | null
  /** The other relations that the test reads: those of its query first, in the order of the text. */
  readonly reads: readonly NodeId[]
  /** What the names in the options stand for. */
  readonly others: Readonly<Record<string, NodeId>>
}

export interface Measure {
  readonly name: string
  readonly kind: string
  readonly options: unknown
  readonly place: Place
}

/** What nodes of every kind have. */
export interface NodeFrame {
  readonly id: NodeId
  readonly recipe: string
  readonly name: string
  readonly description: string | null
  /** The nodes and sources whose results this one takes in, each once, in name order. */
  readonly upstreams: readonly NodeId[]
  /** Those of the upstreams that count whole, because something else than a query takes them in. */
  readonly whole: readonly NodeId[]
  readonly tests: readonly Test[]
  readonly measures: readonly Measure[]
  /** The variables that its templates use, resolved; they are part of what the node makes. */
  readonly variables: Readonly<Record<string, number | string | boolean>>
  /** `env.NAME` and `order.NAME` that its templates use: what they are decides which build is the node's. */
  readonly ambient: readonly string[]
  /** The definitions of the measures whose values its templates use. */
  readonly measuresUsed: Readonly<Record<string, unknown>>
  readonly timeoutMinutes: number | null
  /** Where the recipe declares the node. */
  readonly place: Place
  /** The files that the node is written in, the recipe first, with their git blob ids: for "which file changed". */
  readonly files: readonly { readonly path: string; readonly blob: string }[]
}

export interface SqlNode extends NodeFrame {
  readonly kind: 'sql'
  readonly query: Query
  readonly parameters: Readonly<Record<string, Template | number | boolean>>
  readonly materialized: 'table' | 'view'
  /** What each relation in the query's text stands for, in the order of `query.shape.reads`. */
  readonly relations: readonly NodeId[]
}

export interface RunNode extends NodeFrame {
  readonly kind: 'run'
  readonly command: string
  readonly env: Readonly<Record<string, Template | number | boolean>>
  /** Path and git blob id of every file that the command depends on. */
  readonly inputs: readonly { readonly path: string; readonly blob: string }[]
  /** Working directory, relative to the repository's root. */
  readonly folder: string
}

export type Node = SqlNode | RunNode

export interface Recipe {
  readonly name: string
  readonly file: string
  readonly description: string | null
  readonly variables: ReadonlyMap<string, Variable>
  readonly sources: readonly Source[]
  readonly nodes: readonly Node[]
}

export interface Connection {
  readonly name: string
  readonly type: 'duckdb'
  readonly path: Template
}

export interface Environment {
  readonly connection: string
  /** Where people find the relations by their plain names. */
  readonly schema: string
}

/** A repository's recipes, read, checked and resolved: nothing in here can be wrong any more. */
export interface Project {
  readonly connections: ReadonlyMap<string, Connection>
  readonly production: Environment
  readonly kitchen: { readonly connection: string }
  readonly recipes: readonly Recipe[]
  /** Every node, upstreams before downstreams; equal for equal projects. */
  readonly order: readonly Node[]
  readonly sources: ReadonlyMap<NodeId, Source>
  readonly nodes: ReadonlyMap<NodeId, Node>
}

export type Loaded =
  | { readonly ok: true; readonly project: Project; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
