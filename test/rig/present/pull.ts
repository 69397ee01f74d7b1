import { diff } from '../git/diff.ts'
import { mergeBase } from '../git/merge.ts'
import { log } from '../git/objects.ts'
import type { Site, Urls } from '../site.ts'
import type { Account, Pull, Repository } from '../store/records.ts'
import { presentAccount } from './account.ts'
import { nodeId } from './node-id.ts'
import { presentRepository, repositoryPage, repositoryUrl } from './repository.ts'

/** `pull-request-simple`, as lists have it. */
export function presentSimplePull(site: Site, pull: Pull) {
  const { repository, number } = pull
  const api = `${repositoryUrl(site, repository)}/pulls/${number}`
  const issue = `${repositoryUrl(site, repository)}/issues/${number}`
  const page = `${repositoryPage(site, repository)}/pull/${number}`
  const statuses = `${repositoryUrl(site, repository)}/statuses/${pull.head.sha}`
  return {
    url: api,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: presentAccount(site, pull.author),
    body: pull.body,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.commit ?? pull.mergeCommit,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: [],
    milestone: null,
    draft: pull.draft,
    commits_url: `${api}/commits`,
    review_comments_url: `${api}/comments`,
    review_comment_url: `${repositoryUrl(site, repository)}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    head: presentSide(site, pull.head.repository, pull.head.ref, pull.head.sha),
    base: presentSide(site, repository, pull.base.ref, pull.base.sha),
    _links: {
      self: { href: api },
      html: { href: page },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${api}/comments` },
      review_comment: { href: `${repositoryUrl(site, repository)}/pulls/comments{/number}` },
      commits: { href: `${api}/commits` },
      statuses: { href: statuses },
    },
    author_association: associationOf(repository, pull.author),
    auto_merge: null,
    active_lock_reason: null,
  }
}

/** `pull-request`, with what only a single one tells. */
export async function presentPull(site: Site, pull: Pull) {
  const { bare } = pull.repository
  const [commits, base] = await Promise.all([
    log(bare, `${pull.base.sha}..${pull.head.sha}`),
    mergeBase(bare, pull.base.sha, pull.head.sha),
  ])
  const files = base === null ? [] : await diff(bare, base, pull.head.sha)
  const open = pull.state === 'open'
  return {
    ...presentSimplePull(site, pull),
    merged: pull.merged !== null,
    mergeable: open ? pull.mergeCommit !== null : null,
    rebaseable: open ? pull.mergeCommit !== null : null,
    mergeable_state: open ? stateOf(pull) : 'unknown',
    merged_by: pull.merged === null ? null : presentAccount(site, pull.merged.by),
    comments: site.store.comments.all().filter((one) => isAbout(one, pull)).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: sum(files.map((file) => file.additions)),
    deletions: sum(files.map((file) => file.deletions)),
    changed_files: files.length,
  }
}

/** How somebody stands to a repository. */
export function associationOf(repository: Repository, account: Account): string {
  if (account.id === repository.owner.id) return 'OWNER'
  return repository.collaborators.has(account.login.toLowerCase()) ? 'COLLABORATOR' : 'NONE'
}

/** `pull-request-minimal`: what checks and runs say about the open pull requests of their commit. */
export function presentMinimalPulls(site: Site, repository: Repository, sha: string): object[] {
  const side = (of: Repository, ref: string, at: string): object => ({
    ref,
    sha: at,
    repo: { id: of.id, url: repositoryUrl(site, of), name: of.name },
  })
  return site.store.pulls
    .all()
    .filter((pull) => pull.repository === repository && pull.state === 'open' && pull.head.sha === sha)
    .filter((pull) => pull.head.repository === repository)
    .map((pull) => ({
      url: `${repositoryUrl(site, repository)}/pulls/${pull.number}`,
      id: pull.id,
      number: pull.number,
      head: side(pull.head.repository, pull.head.ref, pull.head.sha),
      base: side(repository, pull.base.ref, pull.base.sha),
    }))
}

function presentSide(urls: Urls, repository: Repository, ref: string, sha: string) {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: presentAccount(urls, repository.owner),
    repo: presentRepository(urls, repository),
  }
}

function stateOf(pull: Pull): string {
  if (pull.mergeCommit === null) return 'dirty'
  return pull.draft ? 'draft' : 'clean'
}

function isAbout(comment: { repository: Repository; issue: number }, pull: Pull): boolean {
  return comment.repository === pull.repository && comment.issue === pull.number
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
