import type { Measure, Node, NodeId, Project, SandboxPolicy, Source, Test } from '../recipe/types.ts'
import { canonicalJson } from '../text/digest.ts'
import { baseTask } from './base-task.ts'
import { actsOutside, outsidePolicyOf, untrustedNodes } from './outside-policy.ts'
import { isSameData } from './same-data.ts'

/**
 * The head as its kitchen may carry it out: what a pull request may not decide for itself is decided before it. The default
 * branch as it is now (`tip`) says what a kitchen sees of a source (also of one that is declared anew over the same data),
 * whether a test's failing rows may be shown, and how a measure is charted: a branch from before a mask is held to it as well.
 * What a node that acts outside does in a kitchen, and where connections lead, is the merge base's, as it is planned. `base`
 * null: there is nothing yet that could be undermined.
 */
export function underBasePolicy(head: Project, base: Project | null, tip: Project | null = base): Project {
  if (base === null) return head
  const policy = tip ?? base
  const source = (one: Source): Source => {
    const sandbox = sandboxOf(one, policy)
    return sandbox === null ? one : { ...one, sandbox }
  }
  const untrusted = untrustedNodes(head, outsidePolicyOf(base))
  const nodes = new Map(
    head.order.map((one) => {
      const checked = underBase(one, policy.nodes.get(one.id))
      return [one.id, outsideUnderBase(checked, base.nodes.get(one.id), untrusted.has(one.id))]
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

/** Nothing of it: each column is one that nobody has allowed. */
const closed: SandboxPolicy = { sample: null, window: null, mask: { columns: {}, strict: true } }

/** What kitchens see of a source by the policy; null: it says nothing of these data. */
function sandboxOf(one: Source, policy: Project): SandboxPolicy | null {
  const own = policy.sources.get(one.id)
  if (own !== undefined) return own.sandbox
  // What production made of masked data is not masked, and is read by its node's name, which sees to that.
  if (isProductions(one, policy)) return closed
  const same = [...policy.sources.values()].filter((other) => isSameData(one, other, policy.connections))
  // Where two sources of the same data differ, the first one that hides something counts.
  return (same.find(({ sandbox }) => hides(sandbox)) ?? same[0])?.sandbox ?? null
}

function isProductions({ origin }: Source, { production, order }: Project): boolean {
  if (origin.type === 'file' || origin.schema?.toLowerCase() !== production.schema.toLowerCase()) return false
  return order.some(({ name }) => name === origin.name.toLowerCase())
}

function hides({ mask, sample, window }: SandboxPolicy): boolean {
  return mask !== null || sample !== null || window !== null
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
