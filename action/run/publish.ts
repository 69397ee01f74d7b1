import type { Side } from '../../recipes-schema/fingerprint/side.ts'
import type { NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import { type Build, forgetBuild } from '../ledger/builds.ts'
import {
  advance,
  type BindingChange,
  type EnvironmentState,
  readVersions,
  type VersionRecord,
} from '../ledger/environments.ts'
import { publishByJournal } from '../ledger/journal.ts'
import type { NameChange, Warehouse } from '../warehouses/warehouse.ts'

/** The difference between what an environment is bound to and what it is to be bound to. */
export function bindingChange(now: EnvironmentState, wanted: ReadonlyMap<NodeId, Build>): BindingChange {
  const bind = new Map<NodeId, string>()
  for (const [node, build] of wanted) if (now.bound.get(node)?.build !== build.build) bind.set(node, build.build)
  return { bind, unbind: [...now.bound.keys()].filter((node) => !wanted.has(node)) }
}

export function isNoChange(change: BindingChange): boolean {
  return change.bind.size === 0 && change.unbind.length === 0
}

/**
 * Moves an environment's names to other builds: views and ledger in one transaction, behind a compare-and-set on the
 * version that was read. Readers see all of the old or all of the new. Gives the new version.
 */
export async function publish(
  warehouse: Warehouse,
  schema: string,
  now: EnvironmentState,
  wanted: ReadonlyMap<NodeId, Build>,
  record: Omit<VersionRecord, 'version' | 'environment'>,
  /** What else has to become true at the same moment. */
  also: () => Promise<void> = async () => {},
): Promise<number> {
  const change = bindingChange(now, wanted)
  const names = nameChanges(schema, change, now.bound, wanted)
  if (warehouse.promotion === 'journal') {
    await warehouse.makeSchema(schema)
    // Of no effect until there is a version of this order.
    await also()
    return publishByJournal(warehouse, now.name, now.version, names, change, record, () => new Date())
  }
  try {
    return await warehouse.transaction(async () => {
      const version = await advance(warehouse, now.version, change, { ...record, environment: now.name })
      await warehouse.makeSchema(schema)
      await warehouse.moveNames(names)
      await also()
      return version
    })
  } catch (error) {
    // The connection went while it committed: the ledger knows whether it has.
    if (error instanceof Fault && error.code === 'warehouse.lost' && (await isPublished(warehouse, now, record)))
      return now.version + 1
    throw error
  }
}

/** True when the next version of an environment is the very one of this record. */
async function isPublished(
  warehouse: Warehouse,
  now: EnvironmentState,
  { order_id, created_at }: Omit<VersionRecord, 'version' | 'environment'>,
): Promise<boolean> {
  const versions = await readVersions(warehouse, now.name)
  const next = versions.find(({ version }) => version === now.version + 1)
  return next !== undefined && next.order_id === order_id && next.created_at === created_at
}

/** What becomes of each view that people read. */
function nameChanges(
  schema: string,
  { bind, unbind }: BindingChange,
  bound: ReadonlyMap<NodeId, Build>,
  wanted: ReadonlyMap<NodeId, Build>,
): NameChange[] {
  return [...bind.keys(), ...unbind].flatMap((node): NameChange[] => {
    const build = wanted.get(node)
    if (isNamed(build)) return [{ view: viewOf(schema, node), relation: build.relation }]
    return isNamed(bound.get(node)) ? [{ view: viewOf(schema, node), relation: null }] : []
  })
}

/**
 * Builds that existed before this order are read once more before production's names move to them: what was tested is
 * what is promoted, or nothing is.
 */
export async function verifyContent(warehouse: Warehouse, builds: Iterable<Build>): Promise<void> {
  for (const build of builds) {
    if (build.relation === null || build.checksum === null) continue
    if ((await warehouse.content(build.relation)).checksum === build.checksum) continue
    await forgetBuild(warehouse, build.build)
    const message = `${build.relation} no longer holds what was built and tested as ${build.node}.`
    throw new Fault('build.altered', exits.refused, message, 'Run the kitchen again: it will be built anew.')
  }
}

/**
 * What production will be bound to. Without a base that is all of the head and nothing else. With one, only the change is
 * carried over: what others have added since stays, and only what the change took away goes.
 */
export function wantedBindings(
  head: Project,
  base: Project | Side | null,
  production: EnvironmentState,
  builds: ReadonlyMap<NodeId, Build>,
  /** Nodes that the order left alone: what production has of them stays. */
  leftAlone: ReadonlySet<NodeId>,
): Map<NodeId, Build> {
  const ids = [...head.sources.keys(), ...head.nodes.keys()]
  const wanted = new Map(base === null ? [] : production.bound)
  for (const id of [...(base?.sources.keys() ?? []), ...(base?.nodes.keys() ?? [])]) wanted.delete(id)
  for (const id of ids) {
    const build = builds.get(id)
    const present = production.bound.get(id)
    if (build !== undefined) wanted.set(id, build)
    else if (leftAlone.has(id)) {
      if (present !== undefined) wanted.set(id, present)
    }
    // A source that nobody reads is not brought in; a node without a build would lose its name.
    else if (head.nodes.has(id)) throw new Error(`${id} has no build although the order went well`)
  }
  return wanted
}

/** Sources are bound, so that kitchens can be pinned to them, but only nodes have names that people read. */
function isNamed(build: Build | undefined): build is Build & { relation: string } {
  return build !== undefined && build.relation !== null && build.kind !== 'source'
}

function viewOf(schema: string, node: NodeId): string {
  return `${quoteName(schema)}.${quoteName(node.slice(node.indexOf('.') + 1))}`
}
