import { refreshKitchen } from '../kitchens/refresh.ts'
import { repositoryOf } from './repository.ts'
import type { Webhook } from './webhook.ts'

const events = [
  'pull_request.opened',
  'pull_request.reopened',
  'pull_request.synchronize',
  'pull_request.ready_for_review',
  'pull_request.edited',
] as const

/** A pull request was opened or has another head, base or readiness: its checks and its kitchen follow. */
export const pullRequestChanged: Webhook = {
  events,
  register(probot, galley) {
    probot.on([...events], async ({ id, payload }) => {
      // Of edits only another base changes what is compared.
      if (payload.action === 'edited' && payload.changes.base === undefined) return
      const repository = repositoryOf(payload)
      if (repository === null) return
      const actor = payload.sender?.login ?? payload.pull_request.user?.login ?? 'unknown'
      await refreshKitchen(galley, repository, payload.pull_request.number, {
        id,
        actor,
        wish: 'as_usual',
        force: [],
        again: false,
      })
    })
  },
}
