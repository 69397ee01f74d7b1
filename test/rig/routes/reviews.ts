import { presentPull } from '../present/pull.ts'
import { presentReview } from '../present/review.ts'
import { bodyOf, type Call, ok, Refusal, type Route, senderOf } from '../rest/call.ts'
import { paginate } from '../rest/paginate.ts'
import type { Review } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { announce } from '../webhooks/announce.ts'
import { pullOf } from './pulls.ts'

export const reviewRoutes: readonly Route[] = [
  {
    operation: 'pulls/list-reviews',
    needs: ['pull_requests:read'],
    answer: (call) => {
      const pull = pullOf(call)
      const reviews = call.site.store.reviews.all().filter((one) => one.pull === pull)
      return paginate(
        call,
        reviews.map((one) => presentReview(call.site, one)),
      )
    },
  },
  { operation: 'pulls/create-review', needs: ['pull_requests:write'], answer: create },
]

interface NewReview {
  readonly commit_id?: string
  readonly body?: string
  readonly event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT'
}

const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const

/** A review of the head, or of the commit that it names. */
async function create(call: Call) {
  const pull = pullOf(call)
  const author = senderOf(call)
  const { commit_id, body, event = 'COMMENT' } = bodyOf<NewReview>(call)
  if (author.id === pull.author.id && event !== 'COMMENT')
    throw new Refusal(422, 'Review Can not approve your own pull request')
  const review: Review = call.site.store.reviews.add({
    id: call.site.store.nextId(),
    pull,
    author,
    body: body ?? '',
    state: states[event],
    commit: commit_id ?? pull.head.sha,
    createdAt: timestamp(),
  })
  const shape = presentReview(call.site, review)
  await announce(call.site, {
    repository: call.repository,
    sender: author,
    event: 'pull_request_review',
    payload: async () => ({
      action: 'submitted',
      review: { ...shape, state: shape.state.toLowerCase() },
      pull_request: await presentPull(call.site, pull),
    }),
  })
  return ok(shape)
}
