import type { Node } from '../recipe/types.ts'
import type { NodeKind } from './kind.ts'
import { runKind } from './run.ts'
import { sqlKind } from './sql.ts'

/** The registry of node kinds: a node is of the kind whose key it has. */
export const nodeKinds: readonly NodeKind<Node>[] = [sqlKind, runKind] as readonly unknown[] as NodeKind<Node>[]

export function nodeKind(key: string): NodeKind<Node> {
  const kind = nodeKinds.find((candidate) => candidate.key === key)
  if (kind === undefined) throw new Error(`no node kind ${key}`)
  return kind
}
