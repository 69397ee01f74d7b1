import type { Ask } from './ask.ts'

/** A pull request as it is now, whatever the webhook said that brought us here. */
export interface PullRequest {
  readonly number: number
  readonly title: string
  readonly open: boolean
  readonly merged: boolean
  readonly mergeCommit: string | null
  readonly draft: boolean
  readonly head: string
  readonly baseBranch: string
  /** True when the head is in another repository: its code is not to be trusted with secrets. */
  readonly fork: boolean
  /** How many commits it has. */
  readonly commits: number
}

export function pullOperations({ owner, repo, read }: Ask) {
  return {
    async get(number: number): Promise<PullRequest> {
      const { data } = await read((octokit) => octokit.rest.pulls.get({ owner, repo, pull_number: number }))
      return {
        number,
        title: data.title,
        open: data.state === 'open',
        merged: data.merged,
        mergeCommit: data.merged ? data.merge_commit_sha : null,
        draft: data.draft === true,
        head: data.head.sha,
        baseBranch: data.base.ref,
        // A fork that was deleted has no repository any more; it is a fork all the same.
        fork: data.head.repo?.id !== data.base.repo.id,
        commits: data.commits,
      }
    },

    /**
     * When a merge rebased the pull request's commits: the commit that they were put on. Null when it squashed them,
     * which the subjects tell: a rebase keeps all of them.
     */
    async rebasedOnto(number: number, last: string, commits: number): Promise<string | null> {
      const [own, landed] = await Promise.all([
        read((octokit) => octokit.rest.pulls.listCommits({ owner, repo, pull_number: number, per_page: 100 })),
        read((octokit) => octokit.rest.repos.listCommits({ owner, repo, sha: last, per_page: Math.min(100, commits) })),
      ])
      const ours = own.data.map((one) => one.commit.message).slice(-landed.data.length)
      const theirs = landed.data.map((one) => one.commit.message).reverse()
      const oldest = landed.data.at(-1)
      const rebased =
        commits <= 100 && ours.length === theirs.length && ours.every((message, at) => message === theirs[at])
      return rebased ? (oldest?.parents[0]?.sha ?? null) : null
    },

    /** Everybody's newest word in a review; `approves`: the commit that it approves of, null when it is no approval. */
    async reviews(number: number): Promise<{ readonly login: string; readonly approves: string | null }[]> {
      const reviews = await read((octokit) =>
        octokit.paginate(octokit.rest.pulls.listReviews, { owner, repo, pull_number: number, per_page: 100 }),
      )
      const newest = new Map<string, string | null>()
      for (const { user, state, commit_id } of reviews) {
        // A comment leaves standing what the same person has approved of before.
        if (user === null || state === 'COMMENTED' || state === 'PENDING') continue
        newest.set(user.login, state === 'APPROVED' ? (commit_id ?? null) : null)
      }
      return [...newest].map(([login, approves]) => ({ login, approves }))
    },

    /** The numbers of all open pull requests. */
    async open(): Promise<number[]> {
      const pulls = await read((octokit) =>
        octokit.paginate(octokit.rest.pulls.list, { owner, repo, state: 'open', per_page: 100 }),
      )
      return pulls.map((pull) => pull.number)
    },

    /** Pull requests whose merge made this commit. */
    async mergedAs(commit: string): Promise<number[]> {
      const { data } = await read((octokit) =>
        octokit.rest.repos.listPullRequestsAssociatedWithCommit({ owner, repo, commit_sha: commit }),
      )
      return data
        .filter((pull) => pull.merge_commit_sha === commit && pull.state === 'closed')
        .map(({ number }) => number)
    },

    /** Open pull requests that have this commit as their head. */
    async withHead(commit: string): Promise<number[]> {
      const { data } = await read((octokit) =>
        octokit.rest.repos.listPullRequestsAssociatedWithCommit({ owner, repo, commit_sha: commit }),
      )
      return data.filter((pull) => pull.state === 'open' && pull.head.sha === commit).map((pull) => pull.number)
    },
  }
}
