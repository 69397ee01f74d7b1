import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import type { Fingerprint, Plan, PlannedNode } from '../../recipes-schema/plan/types.ts'
import { type Node, type NodeId, nodeId, type Project, type Source } from '../../recipes-schema/recipe/types.ts'
import { type Build, buildKey, findBuilds, relationOf, sourceKey } from '../ledger/builds.ts'
import type { EnvironmentState } from '../ledger/environments.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'

/** Which build stands for a node or source in this order. */
export interface Resolution {
  readonly id: NodeId
  readonly key: string
  readonly fingerprint: Fingerprint
  /** What exists already; null: it is to be made. */
  readonly build: Build | null
  /** The quoted relation that it has or will have. */
  readonly relation: string
}

interface Request {
  readonly warehouse: Warehouse
  readonly project: Project
  readonly plan: Plan
  readonly production: EnvironmentState
  /** True for kitchens and promotions: they stand on production's own data. False: on the newest data. */
  readonly pinned: boolean
  readonly kitchen: boolean
  readonly versionOf: (source: Source) => Promise<string>
  readonly orderId: string
  /** The value of `env.NAME` or `order.NAME` in this order. */
  readonly ambient: (name: string) => string
}

/**
 * Chooses the build of every source and node, upstreams first: production's where the plan reuses it, else the one at the
 * address made of the node's fingerprint and its upstreams' builds, whether it exists already or is to be made.
 */
export async function resolveBuilds(request: Request): Promise<Map<NodeId, Resolution>> {
  const { warehouse, project, plan, production, pinned } = request
  const planned = plannedById(plan)
  const keys = new Map<NodeId, { key: string; fingerprint: Fingerprint }>()
  const reused = new Map<NodeId, Build>()
  const prints = fingerprintsOf(project).full

  for (const source of project.sources.values()) {
    const bound = production.bound.get(source.id)
    const fingerprint = prints.get(source.id)
    if (fingerprint === undefined) continue
    if (pinned && bound?.fingerprint === fingerprint) reused.set(source.id, bound)
    else keys.set(source.id, { key: sourceKey(source.id, fingerprint, await request.versionOf(source)), fingerprint })
  }
  for (const node of project.order) {
    const wanted = planned.get(node.id)
    const bound = production.bound.get(node.id) ?? earlierBuild(node, wanted, production)
    if (wanted === undefined) throw new Error(`${node.id} is not in the plan`)
    const stands = wanted.action === 'skip' || (pinned && wanted.action === 'reuse')
    if (stands && bound !== undefined) reused.set(node.id, bound)
    else {
      const upstreams = node.upstreams.map((id) => reused.get(id)?.build ?? keys.get(id)?.key ?? '')
      // What a kitchen does in a sandbox is never taken for what production does.
      if (request.kitchen && node.outside && node.sandbox !== null) upstreams.push('sandbox')
      upstreams.push(...node.ambient.map((name) => `${name}=${request.ambient(name)}`))
      const key = buildKey(node.id, wanted.fingerprint, upstreams)
      // What production reads is never made again under the same address.
      const forced =
        wanted.reason.code === 'forced' ? buildKey(node.id, wanted.fingerprint, [key, request.orderId]) : key
      keys.set(node.id, { key: forced, fingerprint: wanted.fingerprint })
    }
  }
  const found = await findBuilds(
    warehouse,
    [...keys.values()].map(({ key }) => key),
  )
  const resolutions = new Map<NodeId, Resolution>()
  for (const [id, build] of reused)
    resolutions.set(id, { id, key: build.build, fingerprint: build.fingerprint, build, relation: build.relation ?? '' })
  for (const [id, { key, fingerprint }] of keys) {
    const build = found.get(key) ?? null
    resolutions.set(id, { id, key, fingerprint, build, relation: build?.relation ?? relationOf(id, key) })
  }
  return resolutions
}

/** A renamed node that is reused is production's build under its earlier name. */
function earlierBuild(
  { recipe }: Node,
  wanted: PlannedNode | undefined,
  { bound }: EnvironmentState,
): Build | undefined {
  return wanted === undefined || wanted.was === null ? undefined : bound.get(nodeId(recipe, wanted.was))
}

export function plannedById(plan: Plan): Map<NodeId, PlannedNode> {
  return new Map(
    plan.recipes.flatMap(({ recipe, nodes }) => nodes.map((node) => [`${recipe}.${node.node}` as NodeId, node])),
  )
}
