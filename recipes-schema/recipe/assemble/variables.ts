import { type Diagnostic, diagnostic } from '../../text/diagnostic.ts'
import type { WrittenRecipe, WrittenVariable } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import type { Variable } from '../types.ts'

export function readVariables(
  recipe: WrittenRecipe,
  file: WrittenFile,
  diagnostics: Diagnostic[],
): Map<string, Variable> {
  const variables = new Map<string, Variable>()
  for (const [name, { type, default: value, description = null }] of Object.entries(recipe.variables ?? {})) {
    const place = file.placeOf(['variables', name, 'default'])
    if (!isOfType(type, value))
      diagnostics.push(diagnostic('recipe.variable_type', place, `${JSON.stringify(value)} is not of type ${type}.`))
    variables.set(name, { name, type, description, value, from: 'default', place })
  }
  return variables
}

export function isOfType(type: WrittenVariable['type'], value: unknown): boolean {
  if (type === 'integer') return Number.isSafeInteger(value)
  return typeof value === type
}
