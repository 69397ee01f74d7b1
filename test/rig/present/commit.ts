import type { FileChange } from '../git/diff.ts'
import type { Commit, Signature } from '../git/objects.ts'
import type { Site, Urls } from '../site.ts'
import type { Account, Repository } from '../store/records.ts'
import { presentAccount } from './account.ts'
import { nodeId } from './node-id.ts'
import { repositoryPage, repositoryUrl } from './repository.ts'

/** `commit`, as lists and comparisons have it. */
export function presentCommit(site: Site, repository: Repository, commit: Commit) {
  const api = repositoryUrl(site, repository)
  const page = repositoryPage(site, repository)
  const account = (signature: Signature): object | null => {
    const known = accountBehind(site, signature)
    return known === null ? null : presentAccount(site, known)
  }
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: unsigned,
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: account(commit.author),
    committer: account(commit.committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  }
}

/** `git-commit`, the object itself. */
export function presentGitCommit(urls: Urls, repository: Repository, commit: Commit) {
  const api = `${repositoryUrl(urls, repository)}/git`
  const page = repositoryPage(urls, repository)
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: `${api}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${api}/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${page}/commit/${sha}` })),
    verification: unsigned,
  }
}

/** `diff-entry`: a file of a comparison. */
export function presentFile(urls: Urls, repository: Repository, at: string, file: FileChange) {
  const path = file.filename.split('/').map(encodeURIComponent).join('/')
  const page = repositoryPage(urls, repository)
  return {
    sha: file.sha,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${at}/${path}`,
    raw_url: `${page}/raw/${at}/${path}`,
    contents_url: `${repositoryUrl(urls, repository)}/contents/${path}?ref=${at}`,
    ...(file.previous === null ? {} : { previous_filename: file.previous }),
  }
}

/** `simple-commit`: what suites and runs say about their commit. */
export function presentSimpleCommit(commit: Commit) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  }
}

const unsigned = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }

/** People are known by their no-reply address alone. */
function accountBehind(site: Site, { email }: Signature): Account | null {
  const login = /^\d+\+(.+)@users\.noreply\.github\.com$/.exec(email)?.[1]
  if (login !== undefined) return site.store.account(login) ?? null
  return email === 'noreply@github.com' ? site.webFlow : null
}
