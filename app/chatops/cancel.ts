import { count } from '../checks/markdown.ts'
import { kitchenWork } from '../github/permissions.ts'
import { kitchenOf } from '../kitchens/environment.ts'
import { supersede } from '../orders/supersede.ts'
import type { Chatop } from './chatop.ts'

export const cancel: Chatop = {
  name: 'cancel',
  usage: 'cancel',
  does: 'stops what runs for this pull request',
  needs: 'run',
  async answer(galley, { repository, pullRequest, actor }) {
    const client = galley.github.repository(repository, kitchenWork)
    await galley.store.decisions.dropMergeWish(String(repository.id), pullRequest)
    const by = `${actor} cancelled it`
    const situation = { type: 'cancelled', by: actor } as const
    const ended = await supersede(galley, client, repository, kitchenOf(pullRequest), null, by, situation)
    if (ended === 0) return 'Nothing runs for this pull request. A promotion is never cut short from here.'
    return `Stopped: ${count(ended, 'order')}. The kitchen stays as it was before; \`/kitchen run\` runs the change again.`
  },
}
