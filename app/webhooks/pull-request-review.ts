import { regate } from '../gating/regate.ts'
import { repositoryOf } from './repository.ts'
import type { Webhook } from './webhook.ts'

const events = ['pull_request_review.submitted', 'pull_request_review.dismissed'] as const

/** Somebody approved, or does so no more: the gate may depend on it. */
export const pullRequestReview: Webhook = {
  events,
  register(probot, galley) {
    probot.on([...events], async ({ payload }) => {
      const repository = repositoryOf(payload)
      if (repository !== null) await regate(galley, repository, payload.pull_request.number)
    })
  },
}
