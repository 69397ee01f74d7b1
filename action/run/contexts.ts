import type { ContextValue, ContextValues } from '../../recipes-schema/expression/template.ts'
import type { Node, NodeId } from '../../recipes-schema/recipe/types.ts'
import { typedOutputs } from '../nodes/read-output.ts'
import type { Execution } from './execution.ts'
import type { Ending, Findings } from './findings.ts'

/** The contexts as a node sees them: its variables, its secrets, and what its upstreams made, measured and tested. */
export function contextsOf(
  node: Node,
  execution: Execution,
  findings: Findings,
  secrets: Readonly<Record<string, string>> = {},
): ContextValues {
  const { project, resolutions, values } = execution
  const relations: Record<string, ContextValue> = {}
  const measures: Record<string, ContextValue> = {}
  const nodes: Record<string, ContextValue> = {}
  const tests: Record<string, ContextValue> = {}
  for (const id of node.upstreams) {
    const upstream = project.nodes.get(id)
    const resolution = resolutions.get(id)
    const outputs = { ...(findings.outputs.get(id) ?? resolution?.build?.outputs) }
    for (const name of namesFor(node, id)) {
      if (resolution !== undefined) relations[name] = resolution.relation
      if (upstream === undefined) continue
      measures[name] = measuresOf(upstream, execution, findings)
      nodes[name] = { outputs: typedOutputs(upstream, outputs), result: resultWord(findings.endingOf(id)) }
      tests[name] = testsOf(upstream, findings)
    }
  }
  return { ...values, vars: node.variables, matrix: node.matrix, secrets, measures, tests, relations, nodes }
}

/** What a node's expressions may call another: its name, and inside an ingredient what it is called there. */
function namesFor({ aliases }: Node, id: NodeId): string[] {
  const others = Object.entries(aliases).filter(([, other]) => other === id)
  return [id.slice(id.indexOf('.') + 1), ...others.map(([alias]) => alias)]
}

function measuresOf({ id, measures }: Node, { pastMeasures }: Execution, { measurements }: Findings): ContextValue {
  const own = measurements.filter((one) => one.node === id).map((one) => [one.measure, one.value] as const)
  const past = measures.map(({ name }) => [name, pastMeasures.get(`${id}.${name}`) ?? null] as const)
  return Object.fromEntries([...past, ...own])
}

/** What was not tested in this order has passed before. */
function testsOf({ recipe, name }: Node, { tests }: Findings): ContextValue {
  const bad = tests.filter((test) => test.recipe === recipe && test.node === name && test.state !== 'passed')
  const stopping = bad.filter((test) => test.state === 'error' || test.severity === 'stop')
  return { passed: stopping.length === 0, failures: stopping.length, warnings: bad.length - stopping.length }
}

function resultWord(ending: Ending): string {
  return { done: 'success', failed: 'failure', skipped: 'skipped', cancelled: 'cancelled' }[ending.type]
}
