import type { NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import type { Build } from '../ledger/builds.ts'
import { type Interval, readIntervals } from '../nodes/intervals.ts'

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
    if (outputs?.partial !== 'true' || node.kind !== 'sql' || node.materialized.type !== 'incremental') continue
    parts.set(node.id, { by: node.materialized.by, intervals: readIntervals(outputs.intervals) })
  }
  return parts
}
