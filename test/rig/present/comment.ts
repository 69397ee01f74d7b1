import type { Site, Urls } from '../site.ts'
import type { Comment, Pull, Reaction } from '../store/records.ts'
import { presentAccount } from './account.ts'
import { presentApp } from './app.ts'
import { nodeId } from './node-id.ts'
import { associationOf } from './pull.ts'
import { repositoryPage, repositoryUrl } from './repository.ts'

/** `issue-comment`. */
export function presentComment(urls: Urls, comment: Comment) {
  const api = `${repositoryUrl(urls, comment.repository)}/issues`
  return {
    url: `${api}/comments/${comment.id}`,
    html_url: `${repositoryPage(urls, comment.repository)}/pull/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${api}/${comment.issue}`,
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    user: presentAccount(urls, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(comment.repository, comment.author),
    body: comment.body,
    reactions: countReactions(`${api}/comments/${comment.id}/reactions`, comment.reactions),
    performed_via_github_app: comment.app === null ? null : presentApp(urls, comment.app),
  }
}

export function presentReaction(urls: Urls, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId('Reaction', reaction.id),
    user: presentAccount(urls, reaction.user),
    content: reaction.content,
    created_at: reaction.createdAt,
  }
}

/** `issue`: a pull request as its conversation. */
export function presentIssue(site: Site, pull: Pull) {
  const repository = repositoryUrl(site, pull.repository)
  const api = `${repository}/issues/${pull.number}`
  const page = `${repositoryPage(site, pull.repository)}/pull/${pull.number}`
  const comments = site.store.comments
    .all()
    .filter((one) => one.repository === pull.repository && one.issue === pull.number)
  return {
    url: api,
    repository_url: repository,
    labels_url: `${api}/labels{/name}`,
    comments_url: `${api}/comments`,
    events_url: `${api}/events`,
    html_url: page,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number: pull.number,
    title: pull.title,
    user: presentAccount(site, pull.author),
    labels: [],
    state: pull.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: comments.length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    author_association: associationOf(pull.repository, pull.author),
    active_lock_reason: null,
    draft: pull.draft,
    pull_request: {
      url: `${repository}/pulls/${pull.number}`,
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      merged_at: pull.merged?.at ?? null,
    },
    body: pull.body,
    reactions: countReactions(`${api}/reactions`, []),
    timeline_url: `${api}/timeline`,
    performed_via_github_app: null,
    state_reason: null,
  }
}

const contents = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'] as const

function countReactions(url: string, reactions: readonly Reaction[]) {
  const counts = contents.map((content) => [content, reactions.filter((one) => one.content === content).length])
  return { url, total_count: reactions.length, ...Object.fromEntries(counts) }
}
