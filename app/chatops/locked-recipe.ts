import type { Command } from './parse.ts'

/** The recipe of `--recipe=NAME`, alone in a list; null: all of production is meant. */
export function lockedRecipe(flags: Command['flags']): readonly [string] | null {
  const recipe = flags.find(({ name }) => name === 'recipe')?.value
  return recipe ? [recipe] : null
}
