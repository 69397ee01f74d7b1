import type { Octokit } from '@octokit/rest'
import type { Ask } from './ask.ts'
import { statusOf } from './faults.ts'

export interface NewIssue {
  readonly title: string
  readonly body: string
  readonly labels: readonly string[]
  /** Hidden in the body; there is one open issue of it. */
  readonly marker: string
}

export function issueOperations({ owner, repo, appId, read, write }: Ask) {
  const find = async (octokit: Octokit, marker: string): Promise<string | null> => {
    const pages = octokit.paginate.iterator(octokit.rest.issues.listForRepo, {
      ...{ owner, repo, state: 'open', sort: 'created', direction: 'desc', per_page: 100 },
    })
    for await (const { data } of pages) {
      const ours = data.find(
        (one) => one.performed_via_github_app?.id === appId && one.body?.includes(marker) && !one.pull_request,
      )
      if (ours !== undefined) return String(ours.number)
    }
    return null
  }

  const create = async (octokit: Octokit, { title, body, labels, marker }: NewIssue): Promise<string> => {
    const { data } = await octokit.rest.issues.create({
      ...{ owner, repo, title: title.slice(0, 256) },
      body: `${body}\n\n${marker}`,
      labels: [...labels],
    })
    return String(data.number)
  }

  return {
    /** Opens it, or finds the one that is open already. Answers its number. */
    async open(issue: NewIssue): Promise<string> {
      const known = await read((octokit) => find(octokit, issue.marker))
      if (known !== null) return known
      return write(
        (octokit) => create(octokit, issue),
        (octokit) => find(octokit, issue.marker),
      )
    },

    /** Closes it with a last word. One that somebody has closed, deleted or moved is left alone. */
    async close(number: string, comment: string): Promise<void> {
      const address = { owner, repo, issue_number: Number(number) }
      if (await read((octokit) => isClosed(octokit, address))) return
      await write(
        async (octokit) => {
          await octokit.rest.issues.createComment({ ...address, body: comment })
          return true
        },
        async (octokit) => {
          const { data } = await octokit.rest.issues.listComments({ ...address, per_page: 100 })
          return data.some((one) => one.performed_via_github_app?.id === appId && one.body === comment) ? true : null
        },
      )
      await write(
        async (octokit) => {
          await octokit.rest.issues.update({ ...address, state: 'closed', state_reason: 'completed' })
          return true
        },
        async () => null,
      )
    },
  }
}

async function isClosed(
  octokit: Octokit,
  address: { readonly owner: string; readonly repo: string; readonly issue_number: number },
): Promise<boolean> {
  try {
    const { data } = await octokit.rest.issues.get(address)
    return data.state === 'closed'
  } catch (error) {
    const status = statusOf(error)
    if (status === 404 || status === 410) return true
    throw error
  }
}
