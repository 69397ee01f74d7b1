import type { Probot } from 'probot'
import { answerCommand } from '../chatops/answer.ts'
import { parseCommand } from '../chatops/parse.ts'
import type { Galley } from '../galley.ts'
import { repositoryOf } from './repository.ts'

/** A new comment of a person on a pull request may be a command. Edits and bots never are. */
export function issueCommentCreated(probot: Probot, galley: Galley): void {
  probot.on('issue_comment.created', async ({ id, payload }) => {
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
}
