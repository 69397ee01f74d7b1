import { keptRecipes } from '../kept/recipes.ts'
import type { ProjectAssembly } from '../kinds/assembly.ts'
import type { WrittenProject } from '../written/types.ts'
import { assembleRecipe } from './assemble/recipe.ts'
import { checkChoice, readVariables } from './assemble/variables.ts'
import { type Choice, decisive } from './choice.ts'
import { expandRecipe } from './expand/expand.ts'
import { Ingredients } from './expand/ingredients.ts'
import { checkFromDbt } from './from-dbt.ts'
import { namesOf } from './names.ts'
import { readRecipes, recipePaths, type Written } from './read-files.ts'
import { trackedTree } from './tracked-tree.ts'
import type { Recipe } from './types.ts'

/** All recipes of a project, in the order of their paths; those that were assembled before are taken as they were. */
export async function assembleRecipes(
  shared: Omit<ProjectAssembly, 'names'>,
  project: Written<WrittenProject>,
  choice: Choice,
): Promise<Recipe[]> {
  const { tree, diagnostics } = shared
  const before = diagnostics.length
  const paths = recipePaths(tree, project, diagnostics)
  const store = tree.kept === undefined ? null : keptRecipes(tree.kept, tree, paths, decisive(choice, project.value))
  const known = store?.find() ?? new Map<string, never>()
  const missing = paths.filter((path) => !known.has(path))
  const { recipes: written, unread } = await readRecipes(tree, missing, diagnostics)
  // Where one is known, all that follows from names and choice has been looked at.
  if (known.size === 0)
    checkChoice(
      [...written.values()].map((one) => one.value),
      project,
      choice,
      unread,
      diagnostics,
    )
  const ingredients = new Ingredients(tree, diagnostics)
  const expanded = new Map<string, Parameters<typeof assembleRecipe>[1]>()
  const variables = new Map<string, Recipe['variables']>()
  for (const [path, one] of written) {
    const own = readVariables(one.value, one.file, project, choice, diagnostics)
    variables.set(path, own)
    expanded.set(path, await expandRecipe(one, own, ingredients, diagnostics))
  }
  const named = paths.flatMap((path) => known.get(path)?.named ?? expanded.get(path) ?? [])
  const names = namesOf(named, project.value.environments.production.schema, unread)
  const faultless = diagnostics.length === before
  const recipes: Recipe[] = []
  for (const path of paths) {
    const [found, one] = [known.get(path), expanded.get(path)]
    if (found !== undefined) recipes.push(found.recipe)
    if (one === undefined) continue
    const said = diagnostics.length
    const tracked = trackedTree(tree)
    const recipe = await assembleRecipe({ ...shared, tree: tracked.tree, names }, one, variables.get(path) ?? new Map())
    recipes.push(recipe)
    const files = tracked.paths()
    if (faultless && diagnostics.length === said && files !== null) store?.put(path, one, recipe, files)
  }
  if (faultless) store?.save()
  checkFromDbt(recipes, tree, diagnostics)
  return recipes
}
