import type { Node, NodeFrame, NodeId } from '../recipe/types.ts'
import type { Assembly } from './assembly.ts'
import type { References } from './references.ts'

/** What a kind adds to the frame that every node has. */
export interface Assembled<N extends Node> {
  readonly own: Omit<N, keyof NodeFrame>
  /** The upstreams that queries read, of which only columns may count. */
  readonly reads: readonly NodeId[]
  /** The other upstreams, which count whole. */
  readonly upstreams: readonly NodeId[]
  readonly references: References
  readonly files: readonly string[]
}

/** What a part of a node takes in of an upstream: which rows there are, and these columns; null is all of it. */
export interface Use {
  readonly node: NodeId
  /** As it is called where it is used. */
  readonly name: string
  readonly columns: readonly string[] | null
}

/** Equal identities over equal uses make equal results. */
export interface Part {
  readonly identity: unknown
  readonly uses: readonly Use[]
}

/** A node in parts that change apart; see `SqlColumns`. */
export interface Parts {
  /** What decides neither rows nor columns, but how they are kept. */
  readonly form: unknown
  readonly rows: Part
  readonly columns: readonly (Part & { readonly name: string | null })[]
  /** The names of all columns in their order; null when not all are known. */
  readonly names: readonly string[] | null
  /** False when readers have to take the result whole. */
  readonly divisible: boolean
}

/** The columns of an upstream; null when they are not known. */
export type NamesOf = (upstream: NodeId) => readonly string[] | null

/** One kind of node: how it is written and what of it decides its result. How it runs is action/nodes/'s. */
export interface NodeKind<N extends Node> {
  readonly key: N['kind']
  /** JSON Schema of what stands under the kind's own key. */
  readonly schema: object
  /** The further keys that this kind understands, with their JSON Schemas. */
  readonly options: Readonly<Record<string, object>>
  /** True when it always acts outside the warehouse; false when it does if the recipe says so. */
  readonly outside: boolean
  /** Null when something is wrong; the assembly's diagnostics then say what. */
  assemble(assembly: Assembly): Promise<Assembled<N> | null>
  /**
   * All that decides what the node makes, upstreams and variables apart: equal values, equal results. Each kind's file
   * says why each part is in.
   */
  identity(node: N): unknown
  /** The node in parts, over upstreams of which only some columns are known; null when it can only be taken whole. */
  parts(node: N, namesOf: NamesOf): Parts | null
}
