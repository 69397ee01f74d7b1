import { readTemplate } from '../expression/template.ts'
import type { HttpNode, Node, NodeId, OutsideNode, Project } from '../recipe/types.ts'
import { canonicalJson, sha256 } from '../text/digest.ts'
import { withValues } from './settled-values.ts'

/** A node that has a program of its own somewhere else do something. */
export type Acting = HttpNode | OutsideNode

/** What a state of the repository lets kitchens do outside the warehouse, as plain data. */
export interface OutsidePolicy {
  /** For each connection that is no warehouse, whether its settings use secrets. */
  readonly services: Readonly<Record<string, boolean>>
  /** For each node that may act outside its kind, and a digest of what kitchens have it do; null: nothing. */
  readonly nodes: Readonly<Record<NodeId, readonly [kind: string, does: string | null]>>
}

/** What a project lets its kitchens do outside the warehouse. */
export function outsidePolicyOf({ order, services }: Pick<Project, 'order' | 'services'>): OutsidePolicy {
  const acting = order.filter((node) => node.outside || actsOutside(node))
  return {
    services: Object.fromEntries(
      [...services].map(([name, { settings }]) => [name, secretsIn(Object.values(settings)).size > 0]),
    ),
    nodes: Object.fromEntries(acting.map((node) => [node.id, [node.kind, actsOutside(node) ? does(node) : null]])),
  }
}

/**
 * The nodes that a kitchen leaves alone although the head has something for them to do there: what a pull request says of
 * it is not followed before the base says it too. Something new may act outside where it uses neither a connection of the
 * base's nor a secret, as any command may; and as the base lets another node of its kind.
 */
export function untrustedNodes(head: Pick<Project, 'order' | 'services'>, base: OutsidePolicy): Set<NodeId> {
  const known = new Set(Object.values(base.nodes).flatMap(([, one]) => one ?? []))
  const isUntrusted = (node: Node): boolean => {
    const before = base.nodes[node.id]
    const same = before?.[0] === node.kind ? before[1] : undefined
    if (!actsOutside(node)) return same === null && !node.outside
    const task = inKitchen(node)
    // What the base has it do is what it then does.
    if (task === null || typeof same === 'string') return false
    if (same === null) return true
    return !known.has(does(node) ?? '') && !isHarmless(node, task, head, base)
  }
  return new Set(head.order.filter(isUntrusted).map(({ id }) => id))
}

/** True for nodes of the kinds that have something else done. */
export function actsOutside(node: Node): node is Acting {
  return 'sandboxed' in node
}

/** The options or the request that a kitchen has; null: it leaves the node alone. */
export function inKitchen(node: Acting): HttpNode['request'] | OutsideNode['options'] | null {
  if (node.sandbox !== null) return node.sandboxed
  return node.outside ? null : ownTask(node)
}

/** The options or the request that production has. */
export function ownTask(node: Acting): HttpNode['request'] | OutsideNode['options'] {
  return 'request' in node ? node.request : node.options
}

/** What it gives beside its options. */
export function givenBy(node: Acting): OutsideNode['parameters'] {
  return 'parameters' in node ? node.parameters : {}
}

/** The names of the secrets in the texts of a value; one that is computed may be any, and is called `*`. */
export function secretsIn(value: unknown): Set<string> {
  if (typeof value === 'string') {
    const found = value.includes('${{') ? readTemplate(value).references : []
    return new Set(found.flatMap(({ path: [context, name = '*'] }) => (context === 'secrets' ? [name] : [])))
  }
  if (value === null || typeof value !== 'object') return new Set()
  return new Set(Object.values(value).flatMap((one) => [...secretsIn(one)]))
}

function does(node: Acting): string | null {
  const task = inKitchen(node)
  if (task === null) return null
  const secrets = [...secretsIn(givenBy(node))].sort()
  return sha256(canonicalJson([node.kind, withValues(task, node), secrets]))
}

function isHarmless(node: Acting, task: object, { services }: Pick<Project, 'services'>, base: OutsidePolicy): boolean {
  if (secretsIn([task, givenBy(node)]).size > 0) return false
  const connection = 'connection' in task ? String(task.connection) : null
  if (connection === null) return true
  if (Object.hasOwn(base.services, connection)) return false
  return secretsIn(Object.values(services.get(connection)?.settings ?? {})).size === 0
}
