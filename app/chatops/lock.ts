import { code, words as plain } from '../checks/markdown.ts'
import { regateAll } from '../gating/regate.ts'
import type { Chatop } from './chatop.ts'
import { lockedRecipe } from './locked-recipe.ts'

export const lock: Chatop = {
  name: 'lock',
  usage: 'lock "REASON" [--recipe=NAME]',
  does: 'holds production, or one recipe of it: gates wait and promotions queue up',
  needs: 'lock',
  flags: ['recipe'],
  touches: (_, flags) => lockedRecipe(flags) ?? [],
  async answer(galley, { repository, actor }, { words, flags }) {
    const reason = words.join(' ').slice(0, 300)
    if (reason === '') return 'Say why, for everybody who will wait: `/kitchen lock "month-end close until Friday"`.'
    const [recipe = '*'] = lockedRecipe(flags) ?? []
    const repositoryId = String(repository.id)
    if (!(await galley.store.locks.lock(repositoryId, { recipe, reason, actor }))) {
      const held = (await galley.store.locks.all(repositoryId)).find((one) => one.recipe === recipe)
      return `It is locked already by ${plain(held?.actor ?? '')}: ${plain(held?.reason ?? '')}.`
    }
    await regateAll(galley, repository)
    return `${recipe === '*' ? 'Production' : `The recipe ${code(recipe)}`} is locked. Kitchens run on; gates wait, and merges are promoted after ${code(recipe === '*' ? '/kitchen unlock' : `/kitchen unlock --recipe=${recipe}`)}.`
  },
}
