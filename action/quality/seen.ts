import { waitsFor } from '../../recipes-schema/recipe/load.ts'
import type { NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import type { Build } from '../ledger/builds.ts'
import { type Interval, readIntervals } from '../nodes/intervals.ts'
import { isByTime } from '../sandbox/sandboxed.ts'

/** What a kitchen sees of a node where it does not see all: a sample of its rows, or those of a stretch of time. */
export type Seen = 'sample' | 'window'

/** What a kitchen made of an incremental node: the newest intervals of a column of time. */
export interface Part {
  readonly by: string
  readonly intervals: readonly Interval[]
}

/** The incremental nodes of which a kitchen's builds hold a part. */
export function partsOf({ order }: Project, builds: ReadonlyMap<NodeId, Build>): Map<NodeId, Part> {
  const parts = new Map<NodeId, Part>()
  for (const node of order) {
    const outputs = builds.get(node.id)?.outputs
    if (outputs?.partial !== 'true' || !isByTime(node) || node.kind !== 'sql') continue
    if (node.materialized.type !== 'incremental') continue
    parts.set(node.id, { by: node.materialized.by, intervals: readIntervals(outputs.intervals) })
  }
  return parts
}

/**
 * What a kitchen sees of everything that stands, at any distance, on a sampled or windowed source or on an incremental
 * node that it made in part. What is not in it, the kitchen sees whole.
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
