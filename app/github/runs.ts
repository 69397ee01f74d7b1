import type { Octokit } from '@octokit/rest'
import type { Ask } from './ask.ts'
import { statusOf } from './faults.ts'

export interface WorkflowRun {
  /** Kept as text: ids may pass what a number can hold. */
  readonly id: string
  readonly url: string
}

export type Dispatched =
  | { readonly type: 'started'; readonly run: WorkflowRun }
  /** GitHub took it, but does not say which run it became: look for it by its name. */
  | { readonly type: 'taken' }
  | { readonly type: 'refused'; readonly status: number; readonly message: string }

export type RunLife =
  | { readonly type: 'alive' }
  | { readonly type: 'over'; readonly conclusion: string; readonly attempt: number }

/** The workflow file that carries orders out, always the default branch's. */
export const workflowFile = 'galley.yml'

/** The one that carries out orders about a fork's commit, once approved: of its own, so that it can have less rights. */
export const forkWorkflowFile = 'galley-fork.yml'

export function runOperations({ owner, repo, read, write }: Ask) {
  const findByName = async (octokit: Octokit, name: string, workflow_id: string): Promise<WorkflowRun | null> => {
    const { data } = await octokit.rest.actions.listWorkflowRuns({
      owner,
      repo,
      workflow_id,
      event: 'workflow_dispatch',
      per_page: 50,
    })
    const run = data.workflow_runs.find((one) => one.display_title === name || one.name === name)
    return run === undefined ? null : { id: String(run.id), url: run.html_url }
  }

  const post = async (
    octokit: Octokit,
    workflow_id: string,
    ref: string,
    inputs: Readonly<Record<string, string>>,
    details: boolean,
  ): Promise<Dispatched> => {
    // The typed method says that there is never an answer.
    const answer = await octokit.request('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', {
      owner,
      repo,
      workflow_id,
      ref,
      inputs: { ...inputs },
      ...(details ? { return_run_details: true } : {}),
    })
    const data = answer.data as { workflow_run_id?: number | string; html_url?: string } | undefined
    if (data?.workflow_run_id === undefined) return { type: 'taken' }
    return { type: 'started', run: { id: String(data.workflow_run_id), url: data.html_url ?? '' } }
  }

  return {
    /** The run of that name, when there is one already. */
    find: (name: string, workflow: string): Promise<WorkflowRun | null> =>
      read((octokit) => findByName(octokit, name, workflow)),

    /** Starts a workflow of the default branch. `name` is the run name that its `run-name` gives it. */
    dispatch: (
      ref: string,
      inputs: Readonly<Record<string, string>>,
      name: string,
      workflow: string,
    ): Promise<Dispatched> =>
      write(
        async (octokit) => {
          try {
            return await post(octokit, workflow, ref, inputs, true)
          } catch (error) {
            const status = statusOf(error)
            // Older Enterprise Servers do not know `return_run_details`.
            if (status !== 400 && status !== 422) return refusal(error)
          }
          try {
            return await post(octokit, workflow, ref, inputs, false)
          } catch (error) {
            return refusal(error)
          }
        },
        async (octokit) => {
          const run = await findByName(octokit, name, workflow)
          return run === null ? null : { type: 'started', run }
        },
      ),

    /** Whether a run still goes on, and how its newest attempt ended where it does not; null: GitHub knows no such run. */
    lifeOf: (id: string): Promise<RunLife | null> =>
      read(async (octokit) => {
        try {
          const { data } = await octokit.rest.actions.getWorkflowRun({ owner, repo, run_id: Number(id) })
          if (data.status !== 'completed') return { type: 'alive' }
          return { type: 'over', conclusion: data.conclusion ?? 'unknown', attempt: data.run_attempt ?? 1 }
        } catch (error) {
          if (statusOf(error) === 404) return null
          throw error
        }
      }),

    /** Asks a run to stop; one that is over already is fine. */
    async cancel(id: string): Promise<void> {
      await read(async (octokit) => {
        try {
          await octokit.rest.actions.cancelWorkflowRun({ owner, repo, run_id: Number(id) })
        } catch (error) {
          const status = statusOf(error)
          if (status !== 409 && status !== 404) throw error
        }
      })
    },
  }
}

/** GitHub's no is an answer; silence and limits are for the caller's patience. */
function refusal(error: unknown): Dispatched {
  const status = statusOf(error)
  const limited = status === 429 || (status === 403 && /rate limit/i.test(String((error as Error).message)))
  if (status === null || status >= 500 || limited) throw error
  return { type: 'refused', status, message: (error as Error).message }
}
