import { evaluateTemplate } from '../../recipes-schema/expression/template.ts'
import { planAgainst, planChange } from '../../recipes-schema/plan/plan.ts'
import type { Plan } from '../../recipes-schema/plan/types.ts'
import { type Seen, seenInPart } from '../../recipes-schema/quality/seen.ts'
import { waitsFor } from '../../recipes-schema/recipe/load.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { exits, Fault } from '../fault.ts'
import { testedBuilds } from '../ledger/builds.ts'
import { type EnvironmentState, readEnvironment } from '../ledger/environments.ts'
import { saltVariable } from '../sandbox/sandboxed.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { checksKey } from './checks-key.ts'
import { ambientOf, isKitchen, type OrderRequest } from './order-request.ts'
import { plannedById, type Resolution, resolveBuilds } from './resolve.ts'
import { fetchSource, sourcePath, sourceVersion } from './sources.ts'
import { tableVersion } from './table-sources.ts'

/** What an order has to do, as found out from the recipes and the ledger. */
export interface Scope {
  /** Production as it was when the order began. */
  readonly production: EnvironmentState
  readonly plan: Plan
  readonly resolutions: ReadonlyMap<NodeId, Resolution>
  /** The sources to bring in and the nodes to make or to check. */
  readonly active: ReadonlySet<NodeId>
  /** What the order does not see all of. */
  readonly seen: ReadonlyMap<NodeId, Seen>
  /** Checks that need no repeating, as `build/checks`. */
  readonly tested: ReadonlySet<string>
}

/** Reads where production stands, plans, and chooses the build that each node and source will have. */
export async function scopeOf(request: OrderRequest, warehouse: Warehouse, signal: AbortSignal): Promise<Scope> {
  const production = await readEnvironment(warehouse, 'production')
  const plan = planOf(request, production)
  if (request.resumes != null && request.resumes !== plan.digest) throw otherPlan()
  const kitchen = isKitchen(request) ? request.environment.name : (request.from ?? null)
  const standing = kitchen === null ? null : await readEnvironment(warehouse, kitchen)
  const resolutions = await resolve(request, warehouse, plan, production, standing?.bound ?? new Map(), signal)
  // A kitchen looks again at what its change reaches, whatever has passed before, and at nothing else.
  const tested = isKitchen(request)
    ? null
    : await testedBuilds(
        warehouse,
        // And what incremental nodes go on from: its rows need no second look.
        [...resolutions.values()].flatMap(({ key, from }) => (from === null ? [key] : [key, from.build])),
      )
  const active = activeIds(request, plan, resolutions, production, tested)
  if (tested !== null) return { production, plan, resolutions, active, seen: new Map(), tested }
  const inPart = new Set([...resolutions.values()].filter(({ partial }) => partial).map(({ id }) => id))
  return { production, plan, resolutions, active, seen: seenInPart(request.head, inPart), tested: new Set() }
}

function otherPlan(): Fault {
  const message = 'The recipes are not those of the order any more: they plan something else.'
  return new Fault('resume.changed', exits.refused, message, 'Run it anew, without --resume.')
}

/** Production is compared with the head alone; a kitchen's plan is three-way. */
function planOf(request: OrderRequest, production: EnvironmentState): Plan {
  const { base, head, shas, force, selected = null } = request
  const bound = new Map([...production.bound].map(([id, build]) => [id, build.fingerprint]))
  const target = isKitchen(request) ? 'kitchen' : 'production'
  return planAgainst({ base, head, shas, force, selected, target }, { version: production.version, bound })
}

function resolve(
  request: OrderRequest,
  warehouse: Warehouse,
  plan: Plan,
  production: EnvironmentState,
  standing: EnvironmentState['bound'],
  signal: AbortSignal,
): Promise<Map<NodeId, Resolution>> {
  const ambient = ambientOf(request)
  return resolveBuilds({
    warehouse,
    project: request.head,
    plan,
    production,
    standing,
    pinned: isKitchen(request) || request.kind === 'promote',
    kitchen: isKitchen(request),
    sandbox: isKitchen(request) ? { salt: request.env[saltVariable] ?? null } : null,
    orderId: request.id,
    backfill: request.backfill ?? null,
    ambient: (name) => String(evaluateTemplate(`\${{ ${name} }}`, ambient) ?? ''),
    versionOf: async (source) => {
      if (source.origin.type === 'table') return tableVersion(warehouse, source)
      await fetchSource(source, request.env, signal)
      return sourceVersion(source, await sourcePath(source, request.env, request.folder))
    },
  })
}

/**
 * What there is to do: nodes at another address than production's, nodes whose checks were not passed yet or are the
 * change itself, and the sources that they need.
 */
function activeIds(
  request: OrderRequest,
  plan: Plan,
  resolutions: ReadonlyMap<NodeId, Resolution>,
  production: EnvironmentState,
  tested: ReadonlySet<string> | null,
): Set<NodeId> {
  const { head, selected = null } = request
  const planned = plannedById(plan)
  // What the change itself runs or checks is looked at in its kitchen, also where production has the build already.
  const wanted = isKitchen(request)
    ? [...plannedById(planChange(request))].filter(([, node]) => node.action === 'run' || node.check)
    : []
  const looked = new Set(wanted.map(([id]) => id))
  const nodes = head.order.filter((node) => {
    // What is left alone is told of, with the reason; what was not selected, only where it would have run.
    if (planned.get(node.id)?.action === 'skip') return true
    if (selected !== null && !selected.has(node.id)) return false
    const key = resolutions.get(node.id)?.key ?? ''
    if (production.bound.get(node.id)?.build !== key || looked.has(node.id)) return true
    return tested !== null && !tested.has(`${key}/${checksKey(node, head, resolutions, production.bound)}`)
  })
  const needed = nodes.flatMap(waitsFor).filter((id) => head.sources.has(id) && resolutions.get(id)?.build === null)
  return new Set([...needed, ...nodes.map((node) => node.id)])
}
