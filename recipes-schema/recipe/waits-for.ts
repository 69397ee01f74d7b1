import type { Node, NodeId } from './types.ts'

const known = new WeakMap<Node, readonly NodeId[]>()

/** A node waits for what it reads and for what its tests read: a failing test has to stop what is downstream. */
export function waitsFor(node: Node): readonly NodeId[] {
  // A test reads its own node; a query that does is a cycle.
  const read = testReads(node).filter((id) => id !== node.id)
  return read.length === 0 ? node.upstreams : [...new Set([...node.upstreams, ...read])]
}

/** All that the tests of a node read. */
export function testReads(node: Node): readonly NodeId[] {
  return known.get(node) ?? node.tests.flatMap((test) => test.reads)
}

/** For a node whose tests are not looked at before somebody needs them. */
export function rememberTestReads(node: Node, reads: readonly NodeId[]): void {
  known.set(node, reads)
}
