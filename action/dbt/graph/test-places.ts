import type { ManifestNode } from './manifest.ts'
import type { Parts } from './parts.ts'

/**
 * The node that a test belongs to: the one it is attached to, unless it looks at what stands on that, for tests come before
 * what stands on their node; then the last that it reads. A test of sources alone belongs to the first that reads them.
 */
export function homeOf(node: ManifestNode, parts: Parts, readers: ReadonlyMap<string, string>): string | null {
  const made = new Map(parts.made.map(({ name }, index) => [name, index]))
  const attached = node.attached_node ?? null
  const own = attached === null ? undefined : parts.names.get(attached)
  const ids = node.depends_on?.nodes ?? []
  if (own !== undefined && made.has(own) && !ids.some((id) => id !== attached && parts.standsOn(id, attached ?? '')))
    return own
  const needs = needsOf(node, parts)
  const last = needs.filter((name) => made.has(name)).sort((a, b) => (made.get(b) ?? 0) - (made.get(a) ?? 0))[0]
  return last ?? needs.flatMap((name) => readers.get(name) ?? [])[0] ?? null
}

/** What a part stands on by dbt's graph, also what its query does not name. */
export function needsOf(node: ManifestNode, parts: Parts): string[] {
  return (node.depends_on?.nodes ?? []).flatMap((id) => parts.names.get(id) ?? [])
}

/** The relation that a relationship points to: the one other than the tested one, or that one itself. */
export function referencedBy(node: ManifestNode, parts: Parts): string | null {
  const to = String(node.test_metadata?.kwargs.to ?? '')
  const ids = node.depends_on?.nodes ?? []
  const others = ids.filter((id) => id !== node.attached_node)
  const [one, ...more] = others.length > 0 ? others : ids
  if (one === undefined || more.length > 0) return null
  // `to` and the graph have to name the same: what is a relation of another name is not guessed.
  const name = one.split('.').at(one.startsWith('source.') ? -1 : 2)
  return name !== undefined && to.includes(name) ? (parts.names.get(one) ?? null) : null
}
