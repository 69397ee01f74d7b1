import type { PlannedNode } from '../plan/types.ts'
import type { Node, NodeId, Project } from '../recipe/types.ts'
import { waitsFor } from '../recipe/waits-for.ts'

/** What a kitchen sees of a node where it does not see all: a sample of its rows, or those of a stretch of time. */
export type Seen = 'sample' | 'window'

/** True for nodes that go on by time from an earlier build of theirs. */
export function isByTime(node: Node): boolean {
  return node.kind === 'sql' && node.materialized.type === 'incremental'
}

/** The nodes of which a kitchen makes only the newest intervals: all that it runs by time. */
export function madeInPart({ order }: Project, planned: ReadonlyMap<NodeId, PlannedNode>): Set<NodeId> {
  return new Set(
    order
      .filter(isByTime)
      .filter(({ id }) => planned.get(id)?.action === 'run')
      .map(({ id }) => id),
  )
}

/**
 * What a kitchen sees of everything that stands, at any distance, on a sampled or windowed source or on an incremental
 * node that it makes in part. What is not in it, the kitchen sees whole.
 */
export function seenInPart({ sources, order }: Project, inPart: ReadonlySet<NodeId>): Map<NodeId, Seen> {
  const seen = new Map<NodeId, Seen>()
  for (const { id, sandbox } of sources.values()) {
    if (sandbox.window !== null) seen.set(id, 'window')
    else if (sandbox.sample !== null) seen.set(id, 'sample')
  }
  for (const node of order) {
    const below = waitsFor(node).map((id) => seen.get(id))
    if (inPart.has(node.id) || below.includes('window')) seen.set(node.id, 'window')
    else if (below.includes('sample')) seen.set(node.id, 'sample')
  }
  return seen
}
