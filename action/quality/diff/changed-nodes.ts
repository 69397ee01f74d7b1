import type { DownstreamNode } from '../../../recipes-schema/diff/types.ts'
import type { Side } from '../../../recipes-schema/fingerprint/side.ts'
import { type Node, type NodeId, nodeId, type Project } from '../../../recipes-schema/recipe/types.ts'
import type { Build } from '../../ledger/builds.ts'

/** A node that production and the kitchen do not have alike. */
export interface ChangedNode {
  readonly id: NodeId
  /** The name that production still knows it by, where the recipe says so by `was`. */
  readonly was: string | null
  /** Null: only the other side has it. */
  readonly production: Build | null
  readonly kitchen: Build | null
  /** As the kitchen's recipe has it; null where it is unknown. */
  readonly node: Node | null
}

/**
 * What a kitchen changes: what it is bound to in production's place, and what its commit took away. Without a base nothing
 * counts as taken away: what production has beside the head may be anybody's.
 */
export function changedNodes(
  production: ReadonlyMap<NodeId, Build>,
  kitchen: ReadonlyMap<NodeId, Build>,
  head: Project,
  base: Project | Side | null,
): ChangedNode[] {
  const renamed = new Set<NodeId>()
  const inOrder = [...head.order.map(({ id }) => id), ...[...kitchen.keys()].filter((id) => !head.nodes.has(id))]
  const made = inOrder.flatMap((id): ChangedNode[] => {
    const build = kitchen.get(id)
    const was = earlierId(id, production, head)
    const before = production.get(was ?? id) ?? null
    if (build === undefined || build.kind === 'source' || build.build === before?.build) return []
    if (was !== null) renamed.add(was)
    const name = was === null ? null : was.slice(was.indexOf('.') + 1)
    return [{ id, was: name, production: before, kitchen: build, node: head.nodes.get(id) ?? null }]
  })
  const gone = [...(base?.nodes.keys() ?? [])].filter(
    (id) => !head.nodes.has(id) && !kitchen.has(id) && !renamed.has(id),
  )
  const removed = gone.flatMap((id): ChangedNode[] => {
    const before = production.get(id)
    return before === undefined || before.relation === null
      ? []
      : [{ id, was: null, production: before, kitchen: null, node: null }]
  })
  return [...made, ...removed]
}

/** What production has a node as that it does not have by its present name; null where it has it, or never had. */
function earlierId(id: NodeId, production: ReadonlyMap<NodeId, Build>, head: Project): NodeId | null {
  const node = head.nodes.get(id)
  if (node === undefined || production.has(id)) return null
  const earlier = node.was.map((name) => nodeId(node.recipe, name))
  return earlier.find((one) => production.has(one) && !head.nodes.has(one)) ?? null
}

/** False for a command that leaves no relation, neither before nor now: there is no data to compare. */
export function hasData({ production, kitchen }: ChangedNode): boolean {
  return [production, kitchen].some((build) => build !== null && build.relation !== null)
}

/** The nodes that stay as production has them, and read one that does not. */
export function downstreamOf(
  head: Project,
  changed: readonly ChangedNode[],
  stays: (id: NodeId) => boolean,
): DownstreamNode[] {
  const ids = new Set(changed.map(({ id }) => id))
  return head.order
    .filter(({ id }) => !ids.has(id) && stays(id))
    .map(({ recipe, name, upstreams }) => ({ recipe, node: name, reads: upstreams.filter((id) => ids.has(id)) }))
    .filter(({ reads }) => reads.length > 0)
}
