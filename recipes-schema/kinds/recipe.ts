import type { RecipeNode } from '../recipe/types.ts'
import { diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { name } from '../written/keys/forms.ts'
import type { NodeKind } from './kind.ts'
import { noReferences } from './references.ts'

export const recipeKind: NodeKind<RecipeNode> = {
  key: 'recipe',
  schema: {
    ...name,
    description: 'Another recipe as one step: it starts when the `needs` are done; the step is done when all of it is.',
    examples: ['regions'],
  },
  options: {},
  outside: false,
  async assemble({ written, names, file, path, diagnostics, recipe }) {
    const target = written.recipe ?? ''
    if (!names.recipes.includes(target) && names.mayBe(recipe.recipe, target)) return null
    if (!names.recipes.includes(target) || target === recipe.recipe) {
      const message =
        target === recipe.recipe ? 'A recipe cannot be a step of itself.' : `There is no recipe "${target}".`
      const others = names.recipes.filter((one) => one !== recipe.recipe)
      const place = file.placeOf([...path, 'recipe'])
      diagnostics.push(diagnostic('recipe.unknown_recipe', place, message, didYouMean(target, others)))
      return null
    }
    return {
      own: { kind: 'recipe', target },
      reads: [],
      // All of the recipe's nodes; see `joinRecipes`.
      upstreams: [],
      references: noReferences,
      files: [],
    }
  },
  identity: ({ target }) => target,
  parts: () => null,
}
