import { code } from '../checks/markdown.ts'
import { refreshKitchen } from '../kitchens/refresh.ts'
import { isOpen } from '../orders/state.ts'
import type { Chatop } from './chatop.ts'
import { runWords } from './run.ts'

export const retry: Chatop = {
  name: 'retry',
  usage: 'retry',
  does: 'runs again what failed; what was built and passed is not built again',
  needs: 'run',
  async answer(galley, { id, repository, pullRequest, actor }) {
    const orders = await galley.store.orders.ofPullRequest(String(repository.id), pullRequest)
    const newest = orders.filter(({ content }) => content.kind === 'kitchen').at(-1)
    if (newest === undefined) return 'There is no order to try again. `/kitchen run` makes one.'
    const { state, content } = newest
    if (isOpen(state)) return `${code(content.id)} has not ended yet. \`/kitchen cancel\` stops it.`
    if (state.status === 'judged' && (state.verdict === 'pass' || state.verdict === 'warn'))
      return `${code(content.id)} passed: there is nothing to try again. \`/kitchen run\` runs it once more all the same.`
    const occasion = { id, actor, wish: 'run', force: content.force, again: true } as const
    return runWords(await refreshKitchen(galley, repository, pullRequest, occasion))
  },
}
