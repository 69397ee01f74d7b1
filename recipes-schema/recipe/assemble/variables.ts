import { type Diagnostic, diagnostic } from '../../text/diagnostic.ts'
import { didYouMean } from '../../text/nearest.ts'
import { startOf } from '../../text/source.ts'
import type { Scalar, WrittenProject, WrittenRecipe, WrittenVariable } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import type { Choice } from '../choice.ts'
import type { Variable } from '../types.ts'

interface ProjectFile {
  readonly file: WrittenFile
  readonly value: WrittenProject
}

/**
 * A recipe's variables with the strongest value that anybody gives: default, then the variation's, then the
 * environment's, then the order's. Each knows who gave it.
 */
export function readVariables(
  recipe: WrittenRecipe,
  file: WrittenFile,
  project: ProjectFile,
  choice: Choice,
  diagnostics: Diagnostic[],
): Map<string, Variable> {
  const { environment, variation } = choice
  const varied = variation === null ? undefined : recipe.variations?.[variation]?.variables
  const surrounding = project.value.environments[environment]?.variables
  const variables = new Map<string, Variable>()
  for (const [name, { type, default: value, description = null }] of Object.entries(recipe.variables ?? {})) {
    const found: Variable = {
      name,
      type,
      description,
      value,
      from: 'default',
      place: file.placeOf(['variables', name, 'default']),
    }
    const check = (one: Variable, told: unknown): Variable => {
      if (!isOfType(type, told)) {
        const message = `${JSON.stringify(told)} is not of type ${type}.`
        const said = { ...file.placeOf(['variables', name, 'type']), message: 'the type is said here' }
        const related = one.from === 'default' ? [] : [said]
        diagnostics.push(diagnostic('recipe.variable_type', one.place, message, null, related))
      }
      return one
    }
    let strongest = check(found, value)
    if (varied !== undefined && Object.hasOwn(varied, name)) {
      const place = file.placeOf(['variations', variation ?? '', 'variables', name])
      strongest = { ...found, value: varied[name] ?? value, from: 'variation', place }
    }
    if (surrounding !== undefined && Object.hasOwn(surrounding, name)) {
      const place = project.file.placeOf(['environments', environment, 'variables', name])
      const given = surrounding[name] ?? value
      strongest = check({ ...found, value: given, from: 'environment', place }, given)
    }
    if (Object.hasOwn(choice.variables, name)) {
      const text = choice.variables[name] ?? ''
      const given = readAs(type, text)
      strongest = check({ ...found, value: given, from: 'order' }, given)
    }
    variables.set(name, strongest)
  }
  return variables
}

/**
 * What galley.yaml and the order say about variables and variations that no recipe has; those that an unread one may have
 * are not spoken of.
 */
export function checkChoice(
  recipes: readonly WrittenRecipe[],
  project: ProjectFile,
  choice: Choice,
  unread: ReadonlySet<string>,
  diagnostics: Diagnostic[],
): void {
  const known = [...new Set(recipes.flatMap((recipe) => Object.keys(recipe.variables ?? {})))]
  for (const [environment, { variables = {} }] of Object.entries(project.value.environments)) {
    for (const name of Object.keys(variables)) {
      if (known.includes(name) || unread.has(name.toLowerCase())) continue
      const place = project.file.keyPlace(['environments', environment, 'variables'], name)
      const message = `No recipe has a variable "${name}".`
      diagnostics.push(diagnostic('recipe.unknown_variable', place, message, didYouMean(name, known)))
    }
  }
  const place = startOf(project.file.source.file)
  for (const name of Object.keys(choice.variables)) {
    if (known.includes(name) || unread.has(name.toLowerCase())) continue
    const message = `The order gives a value to "${name}", and no recipe has such a variable.`
    diagnostics.push(diagnostic('order.unknown_variable', place, message, didYouMean(name, known)))
  }
  const { variation } = choice
  const variations = [...new Set(recipes.flatMap((recipe) => Object.keys(recipe.variations ?? {})))]
  if (variation === null || variations.includes(variation) || unread.has(variation.toLowerCase())) return
  const message = `No recipe has a variation "${variation}".`
  diagnostics.push(diagnostic('order.unknown_variation', place, message, didYouMean(variation, variations)))
}

export function isOfType(type: WrittenVariable['type'], value: unknown): boolean {
  if (type === 'integer') return Number.isSafeInteger(value)
  return typeof value === type
}

/** A text from a command line as a value of the type; what is none stays a text, which is no value of the type. */
function readAs(type: WrittenVariable['type'], text: string): Scalar {
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if (type === 'string') return text
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : text
}
