import type { Measure, Node, NodeId, Project, SandboxPolicy, Source, Test } from '../recipe/types.ts'
import { canonicalJson } from '../text/digest.ts'
import { baseTask } from './base-task.ts'
import { actsOutside, outsidePolicyOf, untrustedNodes } from './outside-policy.ts'

/**
 * The head as its kitchen may carry it out: what a pull request may not decide for itself is the base's. That is what a
 * kitchen sees of a source (also of one that is declared anew over the same data), whether a test's failing rows may be
 * shown, how a measure is charted, what a node that acts outside does in a kitchen, and where connections lead. `base` null:
 * there is nothing yet that could be undermined.
 */
export function underBasePolicy(head: Project, base: Project | null): Project {
  if (base === null) return head
  const policies = policiesOf(base)
  const source = (one: Source): Source => {
    const sandbox = base.sources.get(one.id)?.sandbox ?? policies.get(dataOf(one))
    return sandbox === undefined ? one : { ...one, sandbox }
  }
  const untrusted = untrustedNodes(head, outsidePolicyOf(base))
  const nodes = new Map(
    head.order.map((one) => {
      const before = base.nodes.get(one.id)
      return [one.id, outsideUnderBase(underBase(one, before), before, untrusted.has(one.id))]
    }),
  )
  const node = (one: Node): Node => nodes.get(one.id) ?? one
  return {
    ...head,
    services: new Map([...head.services, ...base.services]),
    recipes: head.recipes.map((recipe) => ({
      ...recipe,
      sources: recipe.sources.map(source),
      nodes: recipe.nodes.map(node),
    })),
    order: head.order.map(node),
    sources: new Map<NodeId, Source>([...head.sources].map(([id, one]) => [id, source(one)])),
    nodes,
  }
}

/** What kitchens see of the same data; where two sources of it differ, of the first one that hides something. */
function policiesOf(base: Project): Map<string, SandboxPolicy> {
  const policies = new Map<string, SandboxPolicy>()
  for (const source of base.sources.values()) {
    const known = policies.get(dataOf(source))
    if (known === undefined || !hides(known)) policies.set(dataOf(source), source.sandbox)
  }
  return policies
}

function hides({ mask, sample, window }: SandboxPolicy): boolean {
  return mask !== null || sample !== null || window !== null
}

function dataOf({ connection, origin }: Source): string {
  return canonicalJson([connection, origin])
}

function underBase(node: Node, base: Node | undefined): Node {
  const test = (one: Test): Test => {
    const same = base?.tests.find((other) => other.name === one.name)
    return one.samples && same?.samples !== true ? { ...one, samples: false } : one
  }
  const measure = (one: Measure): Measure => {
    const same = base?.measures.find((other) => other.name === one.name)
    const alike =
      same !== undefined && canonicalJson([same.kind, same.options]) === canonicalJson([one.kind, one.options])
    return alike ? { ...one, chart: same.chart } : one
  }
  return { ...node, tests: node.tests.map(test), measures: node.measures.map(measure) }
}

function outsideUnderBase(node: Node, base: Node | undefined, isUntrusted: boolean): Node {
  if (isUntrusted) {
    const left = { ...node, outside: true, sandbox: null, isUntrusted: true } as const
    return actsOutside(left) ? { ...left, sandboxed: null } : left
  }
  return actsOutside(node) && base !== undefined && actsOutside(base) ? baseTask(node, base) : node
}
