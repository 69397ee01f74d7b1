import type { Urls } from '../site.ts'
import type { Review } from '../store/records.ts'
import { presentAccount } from './account.ts'
import { nodeId } from './node-id.ts'
import { associationOf } from './pull.ts'
import { repositoryPage, repositoryUrl } from './repository.ts'

/** `pull-request-review`. */
export function presentReview(urls: Urls, { id, pull, author, body, state, commit, createdAt }: Review) {
  const api = `${repositoryUrl(urls, pull.repository)}/pulls/${pull.number}`
  const page = `${repositoryPage(urls, pull.repository)}/pull/${pull.number}#pullrequestreview-${id}`
  return {
    id,
    node_id: nodeId('PullRequestReview', id),
    user: presentAccount(urls, author),
    body,
    state,
    html_url: page,
    pull_request_url: api,
    author_association: associationOf(pull.repository, author),
    _links: { html: { href: page }, pull_request: { href: api } },
    submitted_at: createdAt,
    commit_id: commit,
  }
}
