import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import type { Fingerprint, Plan, PlannedNode } from '../../recipes-schema/plan/types.ts'
import { isByTime, madeInPart } from '../../recipes-schema/quality/seen.ts'
import { type Node, type NodeId, nodeId, type Project, type Source } from '../../recipes-schema/recipe/types.ts'
import { canonicalJson } from '../../recipes-schema/text/digest.ts'
import { type Build, buildKey, findBuilds, relationOf, sourceKey } from '../ledger/builds.ts'
import type { EnvironmentState } from '../ledger/environments.ts'
import type { Interval } from '../nodes/intervals.ts'
import { isIncremental, readInSandbox, type SandboxKeys, sandboxedIds, sandboxKey } from '../sandbox/sandboxed.ts'
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
  /** True when it stands on sampled or masked data. */
  readonly sandboxed: boolean
  /** The build that an incremental or merging node goes on from; null: it begins anew. */
  readonly from: Build | null
  /** True where a kitchen makes only the newest intervals. */
  readonly partial: boolean
  /** The address that it has without its backfill; null where there is none. */
  readonly instead: string | null
  /** Production's copy of a source, which a kitchen's sandbox is taken from; null: from where the source comes from. */
  readonly of: Build | null
}

interface Request {
  readonly warehouse: Warehouse
  readonly project: Project
  readonly plan: Plan
  readonly production: EnvironmentState
  /** What the kitchen that is made, or promoted, has under its names; empty for others. */
  readonly standing: EnvironmentState['bound']
  /** How kitchens see sources that have a sandbox policy; null for production, which sees all. */
  readonly sandbox: SandboxKeys | null
  /** True for kitchens and promotions: they stand on production's own data. False: on the newest data. */
  readonly pinned: boolean
  readonly kitchen: boolean
  readonly versionOf: (source: Source) => Promise<string>
  readonly orderId: string
  /** Intervals that incremental nodes make again in any case. */
  readonly backfill: Interval | null
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
  const partial = request.sandbox === null ? new Set<NodeId>() : madeInPart(project, planned)
  const sandboxed = request.sandbox === null ? new Set<NodeId>() : sandboxedIds(project, partial)
  const again = readInSandbox(project, planned, sandboxed)
  const copies = new Map<NodeId, Build>()
  const instead = new Map<NodeId, string>()
  const from = new Map<NodeId, Build>()

  for (const source of project.sources.values()) {
    const bound = production.bound.get(source.id)
    const fingerprint = prints.get(source.id)
    if (fingerprint === undefined) continue
    // What is only a view of somebody's table is as new as that is, and cannot be pinned.
    const pin = pinned && bound?.fingerprint === fingerprint && !bound.is_view ? bound : null
    const key = async (): Promise<string> =>
      pin?.build ?? sourceKey(source.id, fingerprint, await request.versionOf(source))
    if (sandboxed.has(source.id)) {
      keys.set(source.id, { key: sandboxKey(source, await key(), request.sandbox), fingerprint })
      if (pin !== null) copies.set(source.id, pin)
    } else if (pin !== null) reused.set(source.id, pin)
    else keys.set(source.id, { key: await key(), fingerprint })
  }
  for (const node of project.order) {
    const wanted = planned.get(node.id)
    const bound = production.bound.get(node.id) ?? earlierBuild(node, wanted, production)
    if (wanted === undefined) throw new Error(`${node.id} is not in the plan`)
    const stands = wanted.action === 'skip' || (pinned && wanted.action === 'reuse' && !again.has(node.id))
    if (stands && bound !== undefined) reused.set(node.id, bound)
    else {
      const upstreams = node.upstreams.map((id) => reused.get(id)?.build ?? keys.get(id)?.key ?? '')
      // What a kitchen does in a sandbox is never taken for what production does.
      if (request.kitchen && node.outside && node.sandbox !== null)
        upstreams.push(`sandbox ${canonicalJson(node.sandbox)}`)
      upstreams.push(...node.ambient.map((name) => `${name}=${request.ambient(name)}`))
      if (partial.has(node.id)) upstreams.push('partial')
      const before = sandboxed.has(node.id) || wanted.reason.code === 'forced' ? undefined : bound
      if (isIncremental(node) && before?.fingerprint === wanted.fingerprint) from.set(node.id, before)
      const plain = buildKey(node.id, wanted.fingerprint, upstreams)
      const backfill = isByTime(node) ? request.backfill : null
      const isForced = wanted.reason.code === 'forced'
      if (backfill !== null || isForced) instead.set(node.id, plain)
      else {
        // It was filled or made again since, which its plain address does not know.
        const standing = sandboxed.has(node.id) ? undefined : request.standing.get(node.id)
        const kept = [standing, bound].find((build) => build?.outputs.instead_of === plain && !build.sandboxed)
        if (kept !== undefined) {
          reused.set(node.id, kept)
          continue
        }
      }
      const key =
        backfill === null
          ? plain
          : buildKey(node.id, wanted.fingerprint, [plain, canonicalJson(backfill), request.orderId])
      // What production reads is never made again under the same address.
      const forced = isForced ? buildKey(node.id, wanted.fingerprint, [key, request.orderId]) : key
      keys.set(node.id, { key: forced, fingerprint: wanted.fingerprint })
    }
  }
  const found = await findBuilds(
    warehouse,
    [...keys.values()].map(({ key }) => key),
  )
  const resolutions = new Map<NodeId, Resolution>()
  for (const [id, build] of reused)
    resolutions.set(id, {
      id,
      key: build.build,
      fingerprint: build.fingerprint,
      build,
      relation: build.relation ?? '',
      sandboxed: false,
      from: null,
      partial: false,
      instead: null,
      of: null,
    })
  for (const [id, { key, fingerprint }] of keys) {
    const build = found.get(key) ?? null
    const relation = build?.relation ?? relationOf(id, key)
    const frame = { id, key, fingerprint, build, relation, from: from.get(id) ?? null, of: copies.get(id) ?? null }
    resolutions.set(id, {
      ...frame,
      sandboxed: sandboxed.has(id),
      partial: partial.has(id),
      instead: instead.get(id) ?? null,
    })
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
