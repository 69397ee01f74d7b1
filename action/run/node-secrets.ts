import type { Node, Project } from '../../recipes-schema/recipe/types.ts'
import { referencesOf } from './references.ts'
import { secretsOfService } from './service-settings.ts'

/** The names of the secrets that a node needs where it runs: what it has for the other environment needs none here. */
export function secretNamesOf(node: Node, project: Project, kitchen: boolean): string[] {
  const here = asUsed(node, kitchen)
  const own = referencesOf(here).flatMap(({ path: [context, name] }) =>
    context === 'secrets' && name !== undefined ? [name] : [],
  )
  if (!('options' in here)) return own
  const { connection } = kitchen && here.sandboxed !== null ? here.sandboxed : here.options
  return typeof connection === 'string' ? [...own, ...secretsOfService(project, connection)] : own
}

/** A kitchen uses the sandbox in place of the options or the request, production the other way round. */
function asUsed(node: Node, kitchen: boolean): Node {
  if (kitchen && node.sandbox !== null) {
    if ('request' in node) return { ...node, request: node.sandboxed ?? node.request }
    if (!('options' in node)) return node
    const { options, sandboxed, parameters, sandboxedWith } = node
    return { ...node, options: sandboxed ?? options, parameters: sandboxedWith ?? parameters }
  }
  return 'request' in node || 'options' in node ? { ...node, sandbox: null, sandboxed: null } : node
}
