import type { Node, NodeFrame, NodeId } from '../recipe/types.ts'
import type { Assembly, References } from './assembly.ts'

/** What a kind adds to the frame that every node has. */
export interface Assembled<N extends Node> {
  readonly own: Omit<N, keyof NodeFrame>
  readonly upstreams: readonly NodeId[]
  readonly references: References
  readonly files: readonly string[]
}

/** One kind of node: how it is written and what of it decides its result. How it runs is action/nodes/'s. */
export interface NodeKind<N extends Node> {
  readonly key: N['kind']
  /** The keys that only this kind understands. */
  readonly options: readonly string[]
  /** Null when something is wrong; the assembly's diagnostics then say what. */
  assemble(assembly: Assembly): Promise<Assembled<N> | null>
  /**
   * All that decides what the node makes, upstreams and variables apart: equal values, equal results. Each kind's file
   * says why each part is in.
   */
  identity(node: N): unknown
}
