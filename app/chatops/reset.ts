import { refreshKitchen } from '../kitchens/refresh.ts'
import type { Chatop } from './chatop.ts'
import { runWords } from './run.ts'

export const reset: Chatop = {
  name: 'reset',
  usage: 'reset',
  does: 'empties the kitchen and runs the change again from nothing',
  needs: 'run',
  async answer(galley, { id, repository, pullRequest, actor }) {
    const occasion = { id, actor, wish: 'run', force: [], again: true, fresh: true } as const
    return runWords(await refreshKitchen(galley, repository, pullRequest, occasion))
  },
}
