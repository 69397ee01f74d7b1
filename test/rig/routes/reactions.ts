import { presentReaction } from '../present/comment.ts'
import { bodyOf, type Call, found, ok, Refusal, type Route, senderOf } from '../rest/call.ts'
import { paginate } from '../rest/paginate.ts'
import type { Reaction } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { commentOf } from './comments.ts'

export const reactionRoutes: readonly Route[] = [
  {
    operation: 'reactions/list-for-issue-comment',
    needs: ['issues:read', 'pull_requests:read'],
    answer: (call) => {
      const content = call.query.get('content')
      const reactions = commentOf(call).reactions.filter((one) => content === null || one.content === content)
      return paginate(
        call,
        reactions.map((one) => presentReaction(call.site, one)),
      )
    },
  },
  {
    operation: 'reactions/create-for-issue-comment',
    needs: ['issues:write', 'pull_requests:write'],
    answer: create,
  },
  {
    operation: 'reactions/delete-for-issue-comment',
    needs: ['issues:write', 'pull_requests:write'],
    answer: (call) => {
      const { reactions } = commentOf(call)
      const at = reactions.findIndex((one) => String(one.id) === call.params.reaction_id)
      const reaction = found(reactions[at])
      if (reaction.user.id !== senderOf(call).id) throw new Refusal(403, 'Must be the author of the reaction.')
      reactions.splice(at, 1)
      return { status: 204 }
    },
  },
]

/** 201 for a new one, 200 for one that was there already. */
function create(call: Call) {
  const { content } = bodyOf<{ content: string }>(call)
  const user = senderOf(call)
  const { reactions } = commentOf(call)
  const known = reactions.find((one) => one.content === content && one.user.id === user.id)
  if (known !== undefined) return ok(presentReaction(call.site, known))
  const reaction: Reaction = { id: call.site.store.nextId(), content, user, createdAt: timestamp() }
  reactions.push(reaction)
  call.site.bus.tell('comment')
  return ok(presentReaction(call.site, reaction), 201)
}
