import { kitchenWork } from '../github/permissions.ts'
import { promoteMerged } from '../promotion/merged.ts'
import { removeKitchen } from '../promotion/remove-kitchen.ts'
import { repositoryOf } from './repository.ts'
import type { Webhook } from './webhook.ts'

const events = ['pull_request.closed'] as const

/** A pull request ended: what was merged is promoted, and the kitchen goes. */
export const pullRequestClosed: Webhook = {
  events,
  register(probot, galley) {
    probot.on([...events], async ({ payload }) => {
      const repository = repositoryOf(payload)
      if (repository === null) return
      const client = galley.github.repository(repository, kitchenWork)
      const pull = await client.pulls.get(payload.pull_request.number)
      // It may have been opened again since.
      if (pull.open) return
      const actor = payload.sender.login
      if (pull.merged) return promoteMerged(galley, repository, pull, actor)
      const of = { repository, pull_request: pull.number, actor, title: pull.title }
      await removeKitchen(galley, client, of, payload.pull_request.base.sha)
    })
  },
}
