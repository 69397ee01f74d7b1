import { type NodeId, nodeId } from '../../recipes-schema/recipe/types.ts'
import { isLeftAlone, type Promotion } from '../../recipes-schema/report/types.ts'
import { exits, Fault } from '../fault.ts'
import { type Build, earlierBuilds, findBuilds } from '../ledger/builds.ts'
import { readEnvironment, type VersionRecord } from '../ledger/environments.ts'
import { recordMeasurements } from '../ledger/orders.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import type { Executed } from './execution.ts'
import { isKitchen, type OrderRequest } from './order-request.ts'
import { bindingChange, isNoChange, publish, verifyContent, wantedBindings } from './publish.ts'
import type { Scope } from './scope.ts'

type Record = Omit<VersionRecord, 'version' | 'environment'>

/** Gives the environment its names. For production: what moved and by which road; for a kitchen null. */
export async function bindBuilds(
  request: OrderRequest,
  warehouse: Warehouse,
  scope: Scope,
  executed: Executed,
  record: Record,
): Promise<Promotion | null> {
  const made = [...scope.resolutions.values()].filter((one) => one.build === null)
  const found = await findBuilds(
    warehouse,
    made.map(({ key }) => key),
  )
  const builds = new Map(
    [...scope.resolutions].flatMap(([id, one]) => {
      const build = one.build ?? found.get(one.key)
      return build === undefined ? [] : [[id, build] as const]
    }),
  )
  if (!isKitchen(request)) return promote(request, warehouse, scope, executed, record, builds)
  await bindKitchen(request, warehouse, scope, record, builds)
  return null
}

/** A kitchen's names are those that differ from production's. */
async function bindKitchen(
  { environment: { name, schema }, head }: OrderRequest,
  warehouse: Warehouse,
  { production }: Scope,
  record: Record,
  builds: ReadonlyMap<NodeId, Build>,
): Promise<void> {
  const now = await readEnvironment(warehouse, name)
  const differing = new Map(
    [...builds].filter(
      ([id, build]) =>
        head.nodes.has(id) && (head.kitchen.bind === 'all' || production.bound.get(id)?.build !== build.build),
    ),
  )
  if (!isNoChange(bindingChange(now, differing))) await publish(warehouse, schema, now, differing, record)
}

async function promote(
  request: OrderRequest,
  warehouse: Warehouse,
  { production, resolutions }: Scope,
  executed: Executed,
  record: Record,
  builds: ReadonlyMap<NodeId, Build>,
): Promise<Promotion> {
  const { head, base, environment, id, date, kind } = request
  const wanted = wantedBindings(head, base, production, builds, leftAloneIn(executed))
  const change = bindingChange(production, wanted)
  const bound = [...change.bind.keys()].filter((node) => head.nodes.has(node)).sort()
  const summary = { from_version: production.version, bound, unbound: [...change.unbind] }
  if (isNoChange(change)) return { road: 'none', why: null, to_version: production.version, ...summary }
  refuseSandboxed([...change.bind.keys()].flatMap((node) => wanted.get(node) ?? []))
  const existed = [...change.bind.keys()].flatMap((node) => resolutions.get(node)?.build ?? [])
  await verifyContent(warehouse, existed)
  const to_version = await publish(warehouse, environment.schema, production, wanted, record, () =>
    recordMeasurements(warehouse, { id, order_date: date }, executed.measurements, kind === 'run'),
  )
  const built = executed.nodes.filter((node) => node.state === 'succeeded' && node.relation !== null)
  if (built.length === 0) return { road: 'swap', why: null, to_version, ...summary }
  const nodes = built.map(({ recipe, node }) => nodeId(recipe, node))
  return { road: 'rebuild', why: await whyBuilt(warehouse, nodes, builds), to_version, ...summary }
}

/** Sampled and masked builds have addresses of their own, so this cannot happen; if it does, nothing moves. */
function refuseSandboxed(builds: readonly Build[]): void {
  const seen = builds.filter((build) => build.sandboxed).map(({ node }) => node)
  if (seen.length === 0) return
  const message = `These builds were made of sampled or masked data: ${seen.join(', ')}.`
  throw new Fault('promotion.sandboxed', exits.refused, message, 'Run production: it builds them on all the data.')
}

/** Whether kitchens have made the same before, and of what. */
async function whyBuilt(
  warehouse: Warehouse,
  nodes: readonly NodeId[],
  builds: ReadonlyMap<NodeId, Build>,
): Promise<'sandboxed' | 'sources_moved' | 'never_built'> {
  const made = nodes.flatMap((node) => builds.get(node) ?? [])
  const before = await earlierBuilds(warehouse, made)
  if (before.some(({ sandboxed }) => sandboxed)) return 'sandboxed'
  return before.length > 0 ? 'sources_moved' : 'never_built'
}

/** What the order went on without: left out as the recipe says, or allowed to fail. */
function leftAloneIn({ nodes }: Executed): Set<NodeId> {
  const left = nodes.filter((node) => isLeftAlone(node) || node.tolerated)
  return new Set(left.map(({ recipe, node }) => nodeId(recipe, node)))
}
