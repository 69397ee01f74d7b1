import type { ContextValue, ContextValues } from '../../recipes-schema/expression/template.ts'
import type { Node } from '../../recipes-schema/recipe/types.ts'
import type { Execution } from './execution.ts'
import type { Findings } from './findings.ts'

/** The contexts as a node sees them: its variables, and what its upstreams made and measured. */
export function contextsOf(
  node: Node,
  { project, pastMeasures, resolutions, values }: Execution,
  { measurements, outputs }: Findings,
): ContextValues {
  const measures: Record<string, Record<string, ContextValue>> = {}
  const relations: Record<string, ContextValue> = {}
  const nodes: Record<string, ContextValue> = {}
  for (const id of node.upstreams) {
    const upstream = project.nodes.get(id)
    const resolution = resolutions.get(id)
    if (resolution !== undefined) relations[id.slice(id.indexOf('.') + 1)] = resolution.relation
    if (upstream === undefined) continue
    const own = measurements.filter((one) => one.node === id).map((one) => [one.measure, one.value] as const)
    const past = upstream.measures.map(({ name }) => [name, pastMeasures.get(`${id}.${name}`) ?? null] as const)
    measures[upstream.name] = Object.fromEntries([...past, ...own])
    nodes[upstream.name] = { outputs: { ...(outputs.get(id) ?? resolution?.build?.outputs) } }
  }
  return { ...values, vars: node.variables, measures, relations, nodes }
}
