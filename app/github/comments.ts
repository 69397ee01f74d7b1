import type { Octokit } from '@octokit/rest'
import type { Ask } from './ask.ts'
import { statusOf } from './faults.ts'

export type Reaction = 'eyes' | '+1' | '-1' | 'confused'

export function commentOperations({ owner, repo, appId, read, write }: Ask) {
  /** Newest last; a pull request with thousands of comments is searched to its end. */
  const find = async (octokit: Octokit, issue: number, marker: string): Promise<string | null> => {
    for await (const { data } of octokit.paginate.iterator(octokit.rest.issues.listComments, {
      owner,
      repo,
      issue_number: issue,
      per_page: 100,
    })) {
      const ours = data.find(
        (comment) => comment.performed_via_github_app?.id === appId && comment.body?.includes(marker),
      )
      if (ours !== undefined) return String(ours.id)
    }
    return null
  }

  const update = async (id: string, body: string): Promise<boolean> => {
    const request = async (octokit: Octokit) => {
      try {
        await octokit.rest.issues.updateComment({ owner, repo, comment_id: Number(id), body })
        return true
      } catch (error) {
        // Somebody deleted it.
        if (statusOf(error) === 404) return false
        throw error
      }
    }
    // Writing the same words twice is writing them once.
    return write(request, async () => null)
  }

  const create = (issue: number, marker: string, body: string): Promise<string> =>
    write(
      async (octokit) => {
        const answer = await octokit.rest.issues.createComment({ owner, repo, issue_number: issue, body })
        return String(answer.data.id)
      },
      (octokit) => find(octokit, issue, marker),
    )

  return {
    /** Keeps one comment with the hidden marker, which is part of the body. Answers its id. */
    async keep(issue: number, known: string | null, marker: string, body: string): Promise<string> {
      const id = known ?? (await read((octokit) => find(octokit, issue, marker)))
      if (id !== null && (await update(id, body))) return id
      return create(issue, marker, body)
    },

    /** A reaction of ours exists once, however often it is asked for. */
    async react(comment: number, content: Reaction): Promise<void> {
      await read((octokit) =>
        octokit.rest.reactions.createForIssueComment({ owner, repo, comment_id: comment, content }),
      )
    },
  }
}
