import type { Urls } from '../site.ts'
import type { Repository } from '../store/records.ts'
import { presentAccount } from './account.ts'
import { nodeId } from './node-id.ts'

/** The members that are addresses below the repository's own: `name_url` and what follows. */
const addresses: Readonly<Record<string, string>> = {
  forks: '/forks',
  keys: '/keys{/key_id}',
  collaborators: '/collaborators{/collaborator}',
  teams: '/teams',
  hooks: '/hooks',
  issue_events: '/issues/events{/number}',
  events: '/events',
  assignees: '/assignees{/user}',
  branches: '/branches{/branch}',
  tags: '/tags',
  blobs: '/git/blobs{/sha}',
  git_tags: '/git/tags{/sha}',
  git_refs: '/git/refs{/sha}',
  trees: '/git/trees{/sha}',
  statuses: '/statuses/{sha}',
  languages: '/languages',
  stargazers: '/stargazers',
  contributors: '/contributors',
  subscribers: '/subscribers',
  subscription: '/subscription',
  commits: '/commits{/sha}',
  git_commits: '/git/commits{/sha}',
  comments: '/comments{/number}',
  issue_comment: '/issues/comments{/number}',
  contents: '/contents/{+path}',
  compare: '/compare/{base}...{head}',
  merges: '/merges',
  archive: '/{archive_format}{/ref}',
  downloads: '/downloads',
  issues: '/issues{/number}',
  pulls: '/pulls{/number}',
  milestones: '/milestones{/number}',
  notifications: '/notifications{?since,all,participating}',
  labels: '/labels{/name}',
  releases: '/releases{/id}',
  deployments: '/deployments',
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`
}

/** Where the API has a repository. */
export function repositoryUrl({ apiUrl }: Urls, repository: Repository): string {
  return `${apiUrl}/repos/${fullName(repository)}`
}

/** Where people see it. */
export function repositoryPage({ url }: Urls, repository: Repository): string {
  return `${url}/${fullName(repository)}`
}

/** `minimal-repository`, the part that every form of it has. */
export function presentMinimalRepository(urls: Urls, repository: Repository) {
  const api = repositoryUrl(urls, repository)
  return {
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    owner: presentAccount(urls, repository.owner),
    html_url: repositoryPage(urls, repository),
    description: null,
    fork: repository.fork !== null,
    url: api,
    ...Object.fromEntries(Object.entries(addresses).map(([name, path]) => [`${name}_url`, api + path])),
  }
}

/** `repository`, as webhooks and pull requests carry it. */
export function presentRepository(urls: Urls, repository: Repository) {
  const page = repositoryPage(urls, repository)
  return {
    ...presentMinimalRepository(urls, repository),
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    pushed_at: repository.pushedAt,
    git_url: `git://${new URL(page).host}/${fullName(repository)}.git`,
    ssh_url: `git@${new URL(page).hostname}:${fullName(repository)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: 0,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? 'private' : 'public',
    forks: 0,
    open_issues: 0,
    watchers: 0,
    default_branch: repository.defaultBranch,
  }
}

/** `full-repository`, for who asks for one. */
export function presentFullRepository(urls: Urls, repository: Repository): object {
  return {
    ...presentRepository(urls, repository),
    network_count: 0,
    subscribers_count: 0,
    ...(repository.fork === null ? {} : { parent: presentRepository(urls, repository.fork) }),
  }
}
