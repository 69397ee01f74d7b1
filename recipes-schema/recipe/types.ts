import type { SqlShape } from '../sql/parser.ts'
import type { Brand } from '../text/brand.ts'
import type { Diagnostic, Place } from '../text/diagnostic.ts'
import type { LineStart } from '../written/file.ts'
import type { OutputType, Scalar } from '../written/types.ts'
import type { GatePolicy, Policy, Schedule, Variation } from './policy.ts'
import type { Connection, Observer, SecretProvider, Service, Source } from './sources.ts'
import type { Duration, Materialized, Template } from './values.ts'

export type * from './policy.ts'
export type * from './sources.ts'
export type * from './values.ts'

/** `recipe.name` of a node or a source: unique in a project, and what a plan, a ledger and a message call it. */
export type NodeId = Brand<string, 'NodeId'>

export function nodeId(recipe: string, name: string): NodeId {
  return `${recipe}.${name}` as NodeId
}

export interface Variable {
  readonly name: string
  readonly type: 'integer' | 'number' | 'string' | 'boolean'
  readonly description: string | null
  readonly value: Scalar
  /** Who gave the value; the later of these wins. */
  readonly from: 'default' | 'variation' | 'environment' | 'order'
  /** Where the value was written; the default's place for one that came with the order. */
  readonly place: Place
}

/** A query with what the parser found in it, and where its text stands in the repository. */
export interface Query {
  readonly text: string
  readonly shape: SqlShape
  /** The file whose lines the text's lines are; inline SQL stands in the recipe. */
  readonly file: string
  /** Where in the text each line of that file begins; null: the lines are the same. */
  readonly lines: readonly LineStart[] | null
}

export interface Test {
  /** Unique within its node; made from the kind and its columns, e.g. `not_null(day, origin)`. */
  readonly name: string
  readonly kind: string
  /** The value under the kind's key, checked against that kind's schema. */
  readonly options: unknown
  readonly severity: 'log' | 'warning' | 'stop'
  readonly description: string | null
  readonly owner: string | null
  readonly tags: readonly string[]
  /** An SQL expression: the test looks at the rows for which it is true. Null: at all of them. */
  readonly where: string | null
  /** How many failures make the test fail; null: one. */
  readonly failIf: FailIf | null
  /** Whether failing rows may be kept and shown. */
  readonly samples: boolean
  readonly place: Place
  /** For kinds that are given by a query. */
  readonly query: Query | null
  /** The other relations that the test reads: those of its query first, in the order of the text. */
  readonly reads: readonly NodeId[]
  /** What the names in the options stand for. */
  readonly others: Readonly<Record<string, NodeId>>
}

/** `> 1%` or `>= 5`: percent is of the rows that the test looks at. */
export interface FailIf {
  readonly compare: '>' | '>='
  readonly amount: number
  readonly percent: boolean
}

export interface Measure {
  readonly name: string
  readonly kind: string
  readonly options: unknown
  readonly description: string | null
  /** The kind of control chart; null: chosen by the data. */
  readonly chart: string | null
  /** Earlier names, whose history this measure goes on with. */
  readonly was: readonly string[]
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
  readonly variables: Readonly<Record<string, Scalar>>
  /** `env.NAME` and `order.NAME` that its templates use: what they are decides which build is the node's. */
  readonly ambient: readonly string[]
  /** The definitions of the measures whose values its templates use. */
  readonly measuresUsed: Readonly<Record<string, unknown>>
  /** The connection that it works on. */
  readonly connection: string
  /** A template; the node is left out of an order for which it is false. Null: it always runs. */
  readonly condition: Template | null
  readonly timeoutMinutes: number | null
  readonly retry: Retry | null
  /** When it fails, the order goes on without it and without what stands on it. */
  readonly continueOnError: boolean
  /** Nodes of one group never run at the same time. */
  readonly concurrency: string | null
  readonly tags: readonly string[]
  readonly owner: string | null
  /** Earlier names, whose history this node goes on with. */
  readonly was: readonly string[]
  /** What its expressions call other nodes, where that is not their name: inside ingredients. */
  readonly aliases: Readonly<Record<string, NodeId>>
  /** This leg's values of `strategy.matrix`; empty for a node without one. */
  readonly matrix: Readonly<Record<string, Scalar>>
  /** It acts outside the warehouse, so that a kitchen leaves it alone unless `sandbox` says what to do there. */
  readonly outside: boolean
  /** What the kind's options become in a kitchen. */
  readonly sandbox: Readonly<Record<string, unknown>> | null
  /** Set where a kitchen does without what the head has it do, because its base does not say so. */
  readonly isUntrusted?: true
  /** Where the recipe declares the node. */
  readonly place: Place
  /** The files that the node is written in, the recipe first, with their git blob ids: for "which file changed". */
  readonly files: readonly { readonly path: string; readonly blob: string }[]
}

export interface Retry {
  /** How often it is tried in all, at least 1. */
  readonly attempts: number
  /** The wait before the second try, in seconds; each later wait is twice the one before. */
  readonly backoffSeconds: number
}

export interface SqlNode extends NodeFrame {
  readonly kind: 'sql'
  readonly query: Query
  readonly parameters: Readonly<Record<string, Template | number | boolean>>
  readonly materialized: Materialized
  /** What each relation in the query's text stands for, in the order of `query.shape.reads`. */
  readonly relations: readonly NodeId[]
}

/** What nodes that run a program have. */
interface CommandFrame extends NodeFrame {
  readonly env: Readonly<Record<string, Template | number | boolean>>
  /** Path and git blob id of every file that the command depends on. */
  readonly inputs: readonly { readonly path: string; readonly blob: string }[]
  /** What it says that it leaves, and as what each is read; null: anything, as texts. */
  readonly outputs: Readonly<Record<string, OutputType>> | null
  /** Working directory, relative to the repository's root. */
  readonly folder: string
}

export interface RunNode extends CommandFrame {
  readonly kind: 'run'
  /** A shell's command, or a program with its arguments. */
  readonly command: string | readonly string[]
}

export interface ContainerNode extends CommandFrame {
  readonly kind: 'container'
  readonly image: Template
  /** A shell command; null runs what the image does by itself. */
  readonly command: string | null
  /** `SOURCE:TARGET` or `SOURCE:TARGET:ro`; sources are paths on the machine, from the recipe's folder when relative. */
  readonly mounts: readonly Template[]
  /** Who the command runs as, e.g. `1000:1000`; null: who runs the order. */
  readonly user: string | null
}

export interface NotebookNode extends CommandFrame {
  readonly kind: 'notebook'
  /** The notebook's path in the repository. */
  readonly notebook: string
  readonly parameters: Readonly<Record<string, Template | number | boolean>>
}

export interface HttpNode extends NodeFrame {
  readonly kind: 'http'
  readonly request: HttpRequest
  /** What is sent in a kitchen in place of the request; null: nothing. */
  readonly sandboxed: HttpRequest | null
}

export interface HttpRequest {
  readonly url: Template
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers: Readonly<Record<string, Template>>
  /** A text, or a value that is sent as JSON, its texts being templates; null sends nothing. */
  readonly body: unknown
  /** The statuses that are a success; empty: any from 200 to 299. */
  readonly expect: readonly number[]
  /** An expression over `response` that has to be true of the answer; null: nothing. */
  readonly check: Template | null
  /** How long one answer may take, in seconds. */
  readonly timeoutSeconds: number
  readonly poll: HttpPoll | null
  /** The node's outputs, as expressions over `response` (the last one). */
  readonly outputs: Readonly<Record<string, Template>>
}

/** Asking again and again after the request, by GET, until something is so. */
export interface HttpPoll {
  /** Where to ask; may use `response`, the answer to the request. Null: where the request went. */
  readonly url: Template | null
  /** An expression over `response`, the newest answer. */
  readonly until: Template
  readonly everySeconds: number
  /** How long in all. */
  readonly timeoutSeconds: number
}

/** Another recipe as one step: its roots wait for what this node needs, and it is done when all its nodes are. */
export interface RecipeNode extends NodeFrame {
  readonly kind: 'recipe'
  readonly target: string
}

/** Waits and makes nothing. */
export interface SyncNode extends NodeFrame {
  readonly kind: 'sync'
  /** `succeeded`: all needs have succeeded. `ended`: all have ended, however. */
  readonly when: 'succeeded' | 'ended'
}

/** The orchestrators that a node can hand work to. */
export type OutsideKind = 'airflow' | 'control_m' | 'dbt' | 'dagster' | 'prefect' | 'workflow'

export interface OutsideNode extends NodeFrame {
  readonly kind: OutsideKind
  /** The kind's own options, their texts being templates. */
  readonly options: Readonly<Record<string, unknown>>
  /** The options as a kitchen has them; null: a kitchen leaves the node alone. */
  readonly sandboxed: Readonly<Record<string, unknown>> | null
  readonly parameters: Readonly<Record<string, Template | number | boolean>>
  /** What a kitchen gives in place of the parameters; null or missing: the same. */
  readonly sandboxedWith?: Readonly<Record<string, Template | number | boolean>> | null
  /** Path and git blob id of the files that the recipe says it depends on; a dbt project's own are always among them. */
  readonly inputs: readonly { readonly path: string; readonly blob: string }[]
  /** The recipe's folder, relative to the repository's root. */
  readonly folder: string
}

export type Node = SqlNode | RunNode | ContainerNode | NotebookNode | HttpNode | RecipeNode | SyncNode | OutsideNode

export interface Recipe extends Policy {
  readonly name: string
  readonly file: string
  readonly description: string | null
  /** The state of the dbt project that it was made from; null for what a person wrote. */
  readonly fromDbt: { readonly digest: string; readonly place: Place } | null
  readonly schedule: Schedule | null
  readonly variations: readonly Variation[]
  readonly variables: ReadonlyMap<string, Variable>
  readonly sources: readonly Source[]
  readonly nodes: readonly Node[]
}

export interface Environment {
  readonly connection: string
  /** Where people find the relations by their plain names. */
  readonly schema: string
  /** The providers that are asked for secrets, in this order. */
  readonly secrets: readonly string[]
}

export interface KitchenEnvironment {
  readonly connection: string
  /** How long a kitchen that nobody touches is kept, in seconds; null: until its pull request is closed. */
  readonly ttl: Duration | null
  /** Which names a kitchen has: of what differs from production, or of everything. */
  readonly bind: 'changed' | 'all'
  /** The providers that are asked for secrets, in this order; never production's, unless they are named. */
  readonly secrets: readonly string[]
}

/** A repository's recipes, read, checked and resolved: nothing in here can be wrong any more. */
export interface Project extends Policy {
  readonly connections: ReadonlyMap<string, Connection>
  /** The connections that are no warehouses but other programs: orchestrators and APIs. */
  readonly services: ReadonlyMap<string, Service>
  /** Where secrets come from, beside environment variables. */
  readonly secretProviders: ReadonlyMap<string, SecretProvider>
  readonly observers: readonly Observer[]
  readonly production: Environment
  readonly kitchen: KitchenEnvironment
  readonly gate: GatePolicy
  /** Whether the App keeps a comment in each pull request. */
  readonly comment: boolean
  /** The variation that it was read as; `default` for none. */
  readonly variation: string
  readonly recipes: readonly Recipe[]
  /** Every node, upstreams before downstreams; equal for equal projects. */
  readonly order: readonly Node[]
  readonly sources: ReadonlyMap<NodeId, Source>
  readonly nodes: ReadonlyMap<NodeId, Node>
}

export type Loaded =
  | { readonly ok: true; readonly project: Project; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
