import { type Reference, readTemplate } from '../../recipes-schema/expression/template.ts'
import type { Node } from '../../recipes-schema/recipe/types.ts'

/** What of a node holds no templates. */
const plain = new Set(['query', 'tests', 'measures', 'files', 'inputs', 'place', 'measuresUsed'])

/** Every context access in a node's templates. */
export function referencesOf(node: Node): Reference[] {
  return Object.entries(node).flatMap(([key, value]) => (plain.has(key) ? [] : referencesIn(value)))
}

function referencesIn(value: unknown): Reference[] {
  if (typeof value === 'string') return value.includes('${{') ? readTemplate(value).references : []
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(referencesIn)
}
