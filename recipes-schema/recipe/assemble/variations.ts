import { type Diagnostic, diagnostic } from '../../text/diagnostic.ts'
import { didYouMean } from '../../text/nearest.ts'
import type { WrittenRecipe } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import type { Variation } from '../types.ts'
import { readSchedule } from './policy.ts'
import { isOfType } from './variables.ts'

/** `parts`: what the recipe's nodes become, such as the legs of a matrix and the parts of an ingredient. */
export function readVariations(
  recipe: WrittenRecipe,
  parts: readonly string[],
  file: WrittenFile,
  diagnostics: Diagnostic[],
): Variation[] {
  const known = [...new Set([...Object.keys(recipe.nodes), ...parts])]
  return Object.entries(recipe.variations ?? {}).map(([name, written]) => {
    const path = ['variations', name]
    const variables = recipe.variables ?? {}
    for (const [variable, value] of Object.entries(written.variables ?? {})) {
      const declared = Object.hasOwn(variables, variable) ? variables[variable] : undefined
      if (declared === undefined) {
        const hint = didYouMean(variable, Object.keys(variables))
        const place = file.keyPlace([...path, 'variables'], variable)
        diagnostics.push(diagnostic('recipe.unknown_variable', place, `There is no variable "${variable}".`, hint))
      } else if (!isOfType(declared.type, value)) {
        const place = file.placeOf([...path, 'variables', variable])
        const message = `${JSON.stringify(value)} is not of type ${declared.type}.`
        const related = { ...file.placeOf(['variables', variable, 'type']), message: 'the type is said here' }
        diagnostics.push(diagnostic('recipe.variable_type', place, message, null, [related]))
      }
    }
    for (const [index, node] of (written.without ?? []).entries()) {
      if (known.includes(node)) continue
      const place = file.placeOf([...path, 'without', index])
      const hint = didYouMean(node, known)
      diagnostics.push(diagnostic('recipe.unknown_node', place, `There is no node "${node}".`, hint))
    }
    const { schedule } = written
    return {
      name,
      description: written.description ?? null,
      variables: written.variables ?? {},
      schedule:
        schedule === undefined
          ? 'recipe'
          : schedule === 'none'
            ? null
            : readSchedule(schedule, file, [...path, 'schedule'], diagnostics),
      without: written.without ?? [],
      place: file.keyPlace(['variations'], name),
    }
  })
}
