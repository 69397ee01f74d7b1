import { answerCommand } from '../chatops/answer.ts'
import { parseCommand } from '../chatops/parse.ts'
import { repositoryOf } from './repository.ts'
import type { Webhook } from './webhook.ts'

const events = ['issue_comment.created'] as const

/** A new comment of a person on a pull request may be a command. Edits and bots never are. */
export const issueCommentCreated: Webhook = {
  events,
  register(probot, galley) {
    probot.on([...events], async ({ id, payload }) => {
      const repository = repositoryOf(payload)
      if (repository === null || !payload.issue.pull_request || payload.sender.type === 'Bot') return
      const command = parseCommand(payload.comment.body)
      if (command === null) return
      await answerCommand(galley, command, {
        id,
        repository,
        pullRequest: payload.issue.number,
        comment: payload.comment.id,
        actor: payload.sender.login,
      })
    })
  },
}
