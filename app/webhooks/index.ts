import type { Probot } from 'probot'
import type { Galley } from '../galley.ts'
import { checkRunRequested } from './check-run-requested.ts'
import { issueCommentCreated } from './issue-comment-created.ts'
import { pullRequestChanged } from './pull-request-changed.ts'
import { pullRequestClosed } from './pull-request-closed.ts'
import { workflowRunCompleted } from './workflow-run-completed.ts'

/** Every webhook that the App acts on: one file each, one line here. */
const webhooks: readonly ((probot: Probot, galley: Galley) => void)[] = [
  pullRequestChanged,
  pullRequestClosed,
  workflowRunCompleted,
  checkRunRequested,
  issueCommentCreated,
]

/** The application function that Probot loads. */
export function application(galley: Galley): (probot: Probot) => void {
  return (probot) => {
    for (const register of webhooks) register(probot, galley)
  }
}
