import type { Probot } from 'probot'
import type { Galley } from '../galley.ts'
import { checkRunRequested } from './check-run-requested.ts'
import { defaultBranchMoved } from './default-branch-moved.ts'
import { deploymentProtectionRule } from './deployment-protection-rule.ts'
import { issueCommentCreated } from './issue-comment-created.ts'
import { mergeGroupChanged } from './merge-group-changed.ts'
import { pullRequestChanged } from './pull-request-changed.ts'
import { pullRequestClosed } from './pull-request-closed.ts'
import { pullRequestReview } from './pull-request-review.ts'
import { repositoriesAdded } from './repositories-added.ts'
import { repositoriesRemoved } from './repositories-removed.ts'
import type { Webhook } from './webhook.ts'
import { workflowRunCompleted } from './workflow-run-completed.ts'

/** Every webhook that the App acts on: one file each, one line here. */
const webhooks: readonly Webhook[] = [
  pullRequestChanged,
  pullRequestClosed,
  workflowRunCompleted,
  checkRunRequested,
  issueCommentCreated,
  repositoriesAdded,
  repositoriesRemoved,
  pullRequestReview,
  defaultBranchMoved,
  mergeGroupChanged,
  deploymentProtectionRule,
]

/** The application function that Probot loads. */
export function application(galley: Galley): (probot: Probot) => void {
  return (probot) => {
    for (const webhook of webhooks) webhook.register(probot, galley)
  }
}

const known = new Set(webhooks.flatMap((webhook) => webhook.events))

/**
 * True when some webhook file acts on it. Everything that the App itself writes comes back as an event; those would only
 * stand in the way of the others.
 */
export function isKnown(event: string, payload: Payload): boolean {
  // Of pushes only the default branch's matter: every other one comes again as its pull request's.
  const isElsewhere =
    event === 'push' &&
    payload.repository !== undefined &&
    payload.ref !== `refs/heads/${payload.repository.default_branch}`
  if (isElsewhere) return false
  return known.has(payload.action === undefined ? event : `${event}.${String(payload.action)}`)
}

interface Payload {
  readonly action?: unknown
  readonly ref?: unknown
  readonly repository?: { readonly default_branch?: unknown }
}
