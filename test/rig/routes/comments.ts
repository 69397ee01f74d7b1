import { roleOf } from '../auth/access.ts'
import { accountOf, appOf } from '../auth/actor.ts'
import { presentComment, presentIssue } from '../present/comment.ts'
import { bodyOf, type Call, found, invalid, ok, Refusal, type Route, senderOf } from '../rest/call.ts'
import { paginate } from '../rest/paginate.ts'
import type { Comment, Pull } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { announce } from '../webhooks/announce.ts'

/** GitHub takes comments up to this many characters. */
const longest = 65_536

export const commentRoutes: readonly Route[] = [
  {
    operation: 'issues/get',
    needs: ['issues:read', 'pull_requests:read'],
    answer: (call) => ok(presentIssue(call.site, issueOf(call))),
  },
  {
    operation: 'issues/list-comments',
    needs: ['issues:read', 'pull_requests:read'],
    answer: (call) => {
      const issue = issueOf(call)
      const comments = call.site.store.comments
        .all()
        .filter((one) => one.repository === call.repository && one.issue === issue.number)

      return paginate(
        call,
        comments.map((one) => presentComment(call.site, one)),
      )
    },
  },
  { operation: 'issues/create-comment', needs: ['issues:write', 'pull_requests:write'], answer: create },
  {
    operation: 'issues/get-comment',
    needs: ['issues:read', 'pull_requests:read'],
    answer: (call) => ok(presentComment(call.site, commentOf(call))),
  },
  { operation: 'issues/update-comment', needs: ['issues:write', 'pull_requests:write'], answer: update },
  { operation: 'issues/delete-comment', needs: ['issues:write', 'pull_requests:write'], answer: remove },
]

export function commentOf({ site, repository, params }: Call): Comment {
  const comment = found(site.store.comments.get(Number(params.comment_id)))
  return found(comment.repository === repository ? comment : null)
}

function issueOf({ site, repository, params }: Call): Pull {
  return found(site.store.pull(repository, Number(params.issue_number)))
}

async function create(call: Call) {
  const { site, repository, actor } = call
  const issue = issueOf(call)
  const now = timestamp()
  const comment: Comment = {
    id: site.store.nextId(),
    repository,
    issue: issue.number,
    author: senderOf(call),
    app: appOf(actor),
    createdAt: now,
    reactions: [],
    body: wordsOf(call),
    updatedAt: now,
  }
  site.store.comments.add(comment)
  await tell(call, comment, 'created')
  return ok(presentComment(site, comment), 201)
}

async function update(call: Call) {
  const comment = commentOf(call)
  refuseStrangers(call, comment)
  const before = comment.body
  comment.body = wordsOf(call)
  comment.updatedAt = timestamp()
  await tell(call, comment, 'edited', { changes: { body: { from: before } } })
  return ok(presentComment(call.site, comment))
}

async function remove(call: Call) {
  const comment = commentOf(call)
  refuseStrangers(call, comment)
  call.site.store.comments.delete(comment.id)
  await tell(call, comment, 'deleted')
  return { status: 204 }
}

function wordsOf(call: Call): string {
  const { body } = bodyOf<{ body: string }>(call)
  if (body.trim() === '') throw invalid('IssueComment', 'body', 'missing_field')
  if (body.length > longest) {
    throw invalid('IssueComment', 'body', 'custom', `body is too long (maximum is ${longest} characters)`)
  }
  return body
}

/** Apps change their own comments alone; people also those of others where they may push. */
function refuseStrangers({ actor, repository, site }: Call, comment: Comment): void {
  if (accountOf(actor)?.id === comment.author.id) return
  const role = roleOf(actor, repository)
  if (actor.type === 'user' && role !== null && role !== 'read' && role !== 'triage') return
  if (actor.type === 'installation') site.violations.push(`Comment ${comment.id} of somebody else was to be changed.`)
  throw new Refusal(403, 'Resource not accessible by integration')
}

async function tell(call: Call, comment: Comment, action: string, more: object = {}): Promise<void> {
  const { site, repository } = call
  await announce(site, {
    repository,
    sender: senderOf(call),
    event: 'issue_comment',
    payload: () => {
      const issue = found(site.store.pull(repository, comment.issue))
      return { action, ...more, issue: presentIssue(site, issue), comment: presentComment(site, comment) }
    },
  })
  site.bus.tell('comment')
}
