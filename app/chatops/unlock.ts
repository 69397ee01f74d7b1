import { code } from '../checks/markdown.ts'
import { regateAll } from '../gating/regate.ts'
import { startNextPromotion } from '../promotion/next-promotion.ts'
import type { Chatop } from './chatop.ts'
import { lockedRecipe } from './locked-recipe.ts'

export const unlock: Chatop = {
  name: 'unlock',
  usage: 'unlock [--recipe=NAME]',
  does: 'lets production go: what queued up is promoted, and gates are looked at again',
  needs: 'lock',
  flags: ['recipe'],
  touches: (_, flags) => lockedRecipe(flags) ?? [],
  async answer(galley, { repository }, { flags }) {
    const [recipe = '*'] = lockedRecipe(flags) ?? []
    const repositoryId = String(repository.id)
    if (!(await galley.store.locks.unlock(repositoryId, recipe))) {
      const held = await galley.store.locks.all(repositoryId)
      const names = held.map((one) => (one.recipe === '*' ? 'production as a whole' : code(one.recipe)))
      return names.length === 0 ? 'Nothing is locked.' : `That is not locked. Locked: ${names.join(', ')}.`
    }
    await startNextPromotion(galley, repository)
    await regateAll(galley, repository)
    return `${recipe === '*' ? 'Production' : `The recipe ${code(recipe)}`} is unlocked; what waited goes on.`
  },
}
