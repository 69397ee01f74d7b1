import type { Ask } from './ask.ts'
import { statusOf } from './faults.ts'

/** A commit's files: path to blob id. */
export interface GitTree {
  /** The tree's own id: equal for equal contents. */
  readonly sha: string
  readonly entries: ReadonlyMap<string, string>
}

export interface Comparison {
  /** The tip of the base branch as it is now. */
  readonly base: string
  readonly mergeBase: string
}

export function contentOperations({ owner, repo, read }: Ask) {
  return {
    /** All files of a commit in one request; blob ids are hashes of contents. */
    async tree(commit: string): Promise<GitTree> {
      const { data } = await read((octokit) =>
        octokit.rest.git.getTree({ owner, repo, tree_sha: commit, recursive: '1' }),
      )
      // A cut list would hide recipes, and then nothing would seem to have changed.
      if (data.truncated) throw new TreeTooLarge(commit)
      const files = data.tree.filter((entry) => entry.type === 'blob')
      return { sha: data.sha, entries: new Map(files.map((entry) => [entry.path, entry.sha])) }
    },

    /** The repository's owner and default branch, where that branch has this file; null where it has not. */
    async withFile(path: string): Promise<{ ownerId: number; defaultBranch: string } | null> {
      const { data } = await read((octokit) => octokit.rest.repos.get({ owner, repo }))
      return read(async (octokit) => {
        try {
          await octokit.rest.repos.getContent({ owner, repo, path })
          return { ownerId: data.owner.id, defaultBranch: data.default_branch }
        } catch (error) {
          if (statusOf(error) === 404) return null
          throw error
        }
      })
    },

    async blob(sha: string): Promise<Uint8Array> {
      const { data } = await read((octokit) => octokit.rest.git.getBlob({ owner, repo, file_sha: sha }))
      return Buffer.from(data.content, 'base64')
    },

    /** `base` is a branch or a commit; the head may be a fork's commit. */
    async compare(base: string, head: string): Promise<Comparison> {
      const { data } = await read((octokit) =>
        octokit.rest.repos.compareCommitsWithBasehead({ owner, repo, basehead: `${base}...${head}`, per_page: 1 }),
      )
      return { base: data.base_commit.sha, mergeBase: data.merge_base_commit.sha }
    },

    /** The commits that a commit stands on, in git's order: the first one is the branch that it was merged into. */
    async parents(commit: string): Promise<string[]> {
      const { data } = await read((octokit) => octokit.rest.git.getCommit({ owner, repo, commit_sha: commit }))
      return data.parents.map((parent) => parent.sha)
    },
  }
}

export class TreeTooLarge extends Error {
  constructor(commit: string) {
    super(`GitHub cuts the list of files of ${commit}: the repository has more than 100,000.`)
  }
}
