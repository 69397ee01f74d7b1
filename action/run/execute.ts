import { waitsFor } from '../../recipes-schema/recipe/load.ts'
import type { Node, NodeId, Source } from '../../recipes-schema/recipe/types.ts'
import { bringIn } from './bring-in.ts'
import { carryNode } from './carry-node.ts'
import type { Executed, Execution } from './execution.ts'
import { Findings } from './findings.ts'
import { schedule, type Task } from './schedule.ts'

/** How long something that was never made is expected to take, in seconds. */
const unknownSeconds = 1

/** Makes, measures and tests what is active, upstreams first; what stands on a failure is skipped. */
export async function execute(execution: Execution): Promise<Executed> {
  const { project, active, jobs } = execution
  const findings = new Findings(execution)
  const sources = [...project.sources.values()].filter((source) => active.has(source.id))
  const nodes = project.order.filter((node) => active.has(node.id))
  execution.on({ type: 'started', at: execution.now().toISOString(), total: nodes.length })
  try {
    await schedule(tasksOf(execution, sources, nodes), {
      jobs,
      placesOf: (group) => placesOf(group, execution),
      run: async (id) => {
        const source = project.sources.get(id)
        const node = project.nodes.get(id)
        if (source !== undefined) await bringIn(source, execution, findings)
        else if (node !== undefined) await carryNode(node, execution, findings)
      },
    })
  } finally {
    execution.on({ type: 'ended' })
    // What follows reads the ledger, and an order that is resumed finds there what was made.
    await execution.builds.flush()
  }
  return findings.executed()
}

/** What nodes take places of: their connection, which may bear only so many, and the group that they name. */
const [connectionGroup, concurrencyGroup] = ['connection:', 'concurrency:']

function placesOf(group: string, { project, jobs }: Execution): number {
  if (!group.startsWith(connectionGroup)) return 1
  return project.connections.get(group.slice(connectionGroup.length))?.jobs ?? jobs
}

function groupsOf(node: Node): string[] {
  const works = node.kind === 'sql' || node.tests.length > 0 || node.measures.length > 0
  return [
    ...(works ? [`${connectionGroup}${node.connection}`] : []),
    ...(node.concurrency === null ? [] : [`${concurrencyGroup}${node.concurrency}`]),
  ]
}

function tasksOf(
  { resolutions, pastSeconds }: Execution,
  sources: readonly Source[],
  nodes: Execution['project']['order'],
): Task<NodeId>[] {
  const seconds = (id: NodeId): number =>
    // What exists is only looked at.
    resolutions.get(id)?.build == null ? (pastSeconds.get(id) ?? unknownSeconds) : 0
  return [
    ...sources.map(({ id, connection }) => {
      const groups = [`${connectionGroup}${connection}`]
      return { id, upstreams: [], groups, seconds: seconds(id) }
    }),
    ...nodes.map((node) => ({
      id: node.id,
      upstreams: waitsFor(node),
      groups: groupsOf(node),
      seconds: seconds(node.id),
    })),
  ]
}
