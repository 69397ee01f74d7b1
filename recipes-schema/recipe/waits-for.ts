import type { Node, NodeId } from './types.ts'

/** A node waits for what it reads and for what its tests read: a failing test has to stop what is downstream. */
export function waitsFor(node: Node): NodeId[] {
  // A test reads its own node; a query that does is a cycle.
  const read = node.tests.flatMap((test) => test.reads).filter((id) => id !== node.id)
  return [...new Set([...node.upstreams, ...read])]
}
