import { waitsFor } from '../../recipes-schema/recipe/load.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
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
  await schedule(tasksOf(execution, sources, nodes), {
    jobs,
    placesOf: () => jobs,
    run: async (id) => {
      const source = project.sources.get(id)
      const node = project.nodes.get(id)
      if (source !== undefined) await bringIn(source, execution, findings)
      else if (node !== undefined) await carryNode(node, execution, findings)
    },
  })
  return findings.executed()
}

function tasksOf(
  { resolutions, pastSeconds }: Execution,
  sources: readonly { readonly id: NodeId }[],
  nodes: Execution['project']['order'],
): Task<NodeId>[] {
  const seconds = (id: NodeId): number =>
    // What exists is only looked at.
    resolutions.get(id)?.build == null ? (pastSeconds.get(id) ?? unknownSeconds) : 0
  return [
    ...sources.map(({ id }) => ({ id, upstreams: [], groups: [], seconds: seconds(id) })),
    ...nodes.map((node) => ({ id: node.id, upstreams: waitsFor(node), groups: [], seconds: seconds(node.id) })),
  ]
}
