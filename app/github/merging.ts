import type { Octokit } from '@octokit/rest'
import type { Ask } from './ask.ts'
import { statusOf } from './faults.ts'

export type MergeAnswer =
  | { readonly type: 'merged' }
  /** The branch has a merge queue, and it is in it now. */
  | { readonly type: 'queued' }
  | { readonly type: 'refused'; readonly message: string }

type Method = 'merge' | 'squash' | 'rebase'

export function mergeOperations({ owner, repo, read }: Ask) {
  return {
    /** Merges a pull request if its head is this one, or puts it into the queue where the branch has one. */
    merge: (number: number, head: string): Promise<MergeAnswer> =>
      read(async (octokit) => {
        const { data: pull } = await octokit.rest.pulls.get({ owner, repo, pull_number: number })
        if (pull.merged) return { type: 'merged' }
        if (pull.head.sha !== head) return { type: 'refused', message: 'Its head has moved.' }
        const { data } = await octokit.rest.repos.get({ owner, repo })
        const methods: Method[] = [
          ...(data.allow_merge_commit === false ? [] : (['merge'] as const)),
          ...(data.allow_squash_merge === false ? [] : (['squash'] as const)),
          ...(data.allow_rebase_merge === false ? [] : (['rebase'] as const)),
        ]
        return put(octokit, number, head, methods[0] ?? 'merge', pull.node_id)
      }),
  }

  async function put(
    octokit: Octokit,
    pull_number: number,
    sha: string,
    merge_method: Method,
    nodeId: string,
  ): Promise<MergeAnswer> {
    try {
      await octokit.rest.pulls.merge({ owner, repo, pull_number, sha, merge_method })
      return { type: 'merged' }
    } catch (error) {
      const status = statusOf(error)
      const message = (error as Error).message
      if (status === 405 && /merge queue/i.test(message)) return enqueue(octokit, nodeId, sha)
      if (status === 405 || status === 409 || status === 422) return { type: 'refused', message }
      if (status === 403 && !/rate limit/i.test(message)) return { type: 'refused', message }
      throw error
    }
  }

  /** https://docs.github.com/graphql/reference/mutations#enqueuepullrequest */
  async function enqueue(octokit: Octokit, pullRequestId: string, expectedHeadOid: string): Promise<MergeAnswer> {
    try {
      await octokit.graphql(
        `mutation ($input: EnqueuePullRequestInput!) { enqueuePullRequest(input: $input) { mergeQueueEntry { id } } }`,
        { input: { pullRequestId, expectedHeadOid } },
      )
      return { type: 'queued' }
    } catch (error) {
      if (statusOf(error) !== null) throw error
      return { type: 'refused', message: (error as Error).message }
    }
  }
}
