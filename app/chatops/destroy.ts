import { kitchenWork } from '../github/permissions.ts'
import { destroyKitchen } from '../kitchens/expire.ts'
import type { Chatop } from './chatop.ts'

export const destroy: Chatop = {
  name: 'destroy',
  usage: 'destroy',
  does: 'removes the kitchen now: its names and the builds that only it needs',
  needs: 'run',
  async answer(galley, { repository, pullRequest, actor }) {
    const { title } = await galley.github.repository(repository, kitchenWork).pulls.get(pullRequest)
    const removing = await destroyKitchen(galley, { repository, pull_request: pullRequest, actor, title }, 'asked')
    return removing === 'none'
      ? 'There is no kitchen: nothing of this pull request ever ran.'
      : 'The kitchen is being removed. `/kitchen run` makes it again; a merge would build and test anew.'
  },
}
