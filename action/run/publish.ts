import type { NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import type { Build } from '../ledger/builds.ts'
import { advance, type BindingChange, type EnvironmentState, type VersionRecord } from '../ledger/environments.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'

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
  return warehouse.transaction(async () => {
    const run = (sql: string): Promise<unknown> => warehouse.ledger.rows(sql)
    await run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`)
    for (const node of change.unbind)
      if (isNamed(now.bound.get(node))) await run(`DROP VIEW IF EXISTS ${viewOf(schema, node)}`)
    for (const node of change.bind.keys()) {
      const build = wanted.get(node)
      if (isNamed(build)) await run(`CREATE OR REPLACE VIEW ${viewOf(schema, node)} AS SELECT * FROM ${build.relation}`)
    }
    await also()
    return advance(warehouse, now.version, change, { ...record, environment: now.name })
  })
}

/**
 * Builds that existed before this order are read once more before production's names move to them: what was tested is
 * what is promoted, or nothing is.
 */
export async function verifyContent(warehouse: Warehouse, builds: Iterable<Build>): Promise<void> {
  for (const build of builds) {
    if (build.relation === null || build.checksum === null) continue
    if ((await warehouse.checksum(build.relation)) === build.checksum) continue
    const message = `${build.relation} no longer holds what was built and tested as ${build.node}.`
    throw new Fault('build.altered', exits.refused, message, 'Run the kitchen again with --force for this node.')
  }
}

/** The nodes that production will be bound to, out of all that a project has. */
export function wantedBindings(project: Project, builds: ReadonlyMap<NodeId, Build>): Map<NodeId, Build> {
  const ids = [...project.sources.keys(), ...project.nodes.keys()]
  return new Map(
    ids.flatMap((id) => {
      const build = builds.get(id)
      return build === undefined ? [] : [[id, build] as const]
    }),
  )
}

/** Sources are bound, so that kitchens can be pinned to them, but only nodes have names that people read. */
function isNamed(build: Build | undefined): build is Build & { relation: string } {
  return build !== undefined && build.relation !== null && build.kind !== 'source'
}

function viewOf(schema: string, node: NodeId): string {
  return `${quoteName(schema)}.${quoteName(node.slice(node.indexOf('.') + 1))}`
}
