import type { Octokit } from '@octokit/rest'
import type { Check } from '../checks/check.ts'
import type { Ask } from './ask.ts'

/** GitHub takes this many annotations in one request. */
const annotationLimit = 50

/** Names, ids and external ids of the check runs that we have on a commit. */
export type OwnChecks = readonly {
  readonly id: string
  readonly name: string
  readonly externalId: string | null
  /** Null: it has not ended. */
  readonly conclusion: string | null
}[]

export function checkOperations({ owner, repo, appId, read, write }: Ask) {
  const list = async (octokit: Octokit, commit: string): Promise<OwnChecks> => {
    const { data } = await octokit.rest.checks.listForRef({
      owner,
      repo,
      ref: commit,
      app_id: appId,
      filter: 'all',
      per_page: 100,
    })
    return data.check_runs.map((run) => ({
      id: String(run.id),
      name: run.name,
      externalId: run.external_id,
      conclusion: run.conclusion,
    }))
  }

  const find = async (octokit: Octokit, commit: string, check: Check): Promise<string | null> => {
    const own = await list(octokit, commit)
    return own.find((one) => one.name === check.name && one.externalId === check.externalId)?.id ?? null
  }

  return {
    own: (commit: string): Promise<OwnChecks> => read((octokit) => list(octokit, commit)),

    /** Writes a new check run; one of the same name and external id that got there unnoticed is taken instead. */
    create: (commit: string, check: Check): Promise<string> =>
      write(
        async (octokit) => {
          const answer = await octokit.rest.checks.create({ owner, repo, head_sha: commit, ...body(check) })
          return String(answer.data.id)
        },
        (octokit) => find(octokit, commit, check),
      ),

    /**
     * Changes a check run. Everything but annotations is replaced; those are added to, so a repetition after a lost
     * answer goes without them when they arrived.
     */
    async update(id: string, check: Check): Promise<void> {
      const check_run_id = Number(id)
      let annotated = false
      await write<null>(
        async (octokit) => {
          const { output, ...rest } = body(check)
          const { annotations, ...words } = output
          await octokit.rest.checks.update({ owner, repo, check_run_id, ...rest, output: annotated ? words : output })
          return null
        },
        async (octokit) => {
          const { data } = await octokit.rest.checks.get({ owner, repo, check_run_id })
          annotated = data.output.annotations_count > 0
          return null
        },
      )
    },
  }
}

function body(check: Check) {
  return {
    name: check.name,
    external_id: check.externalId,
    ...(check.detailsUrl === null ? {} : { details_url: check.detailsUrl }),
    ...(check.conclusion === null
      ? { status: 'in_progress' as const }
      : { status: 'completed' as const, conclusion: check.conclusion }),
    actions: [...check.actions],
    output: {
      title: check.output.title,
      summary: check.output.summary,
      ...(check.output.text === null ? {} : { text: check.output.text }),
      annotations: check.output.annotations.slice(0, annotationLimit).map((note) => ({
        path: note.path,
        start_line: note.startLine,
        end_line: note.endLine,
        annotation_level: note.level,
        title: note.title,
        message: note.message,
      })),
      images: check.output.images.map((image) => ({ alt: image.alt, image_url: image.url, caption: image.caption })),
    },
  }
}
