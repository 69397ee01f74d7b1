import type { NodeDiff } from '../../recipes-schema/diff/types.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { type Build, findBuilds } from '../ledger/builds.ts'
import { changedNodes, hasData } from '../quality/diff/changed-nodes.ts'
import { defaultTolerance, diffNodes } from '../quality/diff/diff-nodes.ts'
import { partsOf } from '../quality/parts.ts'
import { isKitchen, type OrderRequest, type Surroundings } from './order-request.ts'
import type { Scope } from './scope.ts'

/** For how long an order may compare, over all its nodes; `galley diff` takes as long as it needs. */
const timeoutMs = 60_000

/**
 * What a kitchen's order changes in the data, also when it failed: of the nodes that it built or used in production's
 * place. Never a row: what a report says is read by everybody who reads the pull request.
 */
export async function diffOrder(
  request: OrderRequest,
  { warehouse, signal }: Surroundings,
  { production, resolutions, active }: Scope,
): Promise<NodeDiff[]> {
  if (!isKitchen(request) || request.diff === false || signal.aborted) return []
  const keys = [...resolutions].filter(([id]) => active.has(id) && request.head.nodes.has(id))
  const found = await findBuilds(
    warehouse,
    keys.map(([, { key }]) => key),
  )
  const made = new Map<NodeId, Build>(
    keys.flatMap(([id, { key }]) => {
      const build = found.get(key)
      return build === undefined ? [] : [[id, build] as const]
    }),
  )
  const changed = changedNodes(production.bound, made, request.head, request.base).filter(hasData)
  return diffNodes(warehouse, changed, {
    project: request.head,
    parts: partsOf(request.head, made),
    seen: async (source) => resolutions.get(source)?.relation ?? null,
    tolerance: defaultTolerance,
    samples: 0,
    signal,
    timeoutMs,
  })
}
