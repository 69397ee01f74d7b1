import type { Octokit } from '@octokit/rest'
import type { Ask } from './ask.ts'

export type DeploymentState = 'in_progress' | 'success' | 'failure' | 'inactive'

/** GitHub cuts a Deployment's words here. */
const descriptionLimit = 140

export function deploymentOperations({ owner, repo, write }: Ask) {
  const find = async (octokit: Octokit, commit: string, order: string): Promise<string | null> => {
    const { data } = await octokit.rest.repos.listDeployments({ owner, repo, sha: commit, environment: 'production' })
    const ours = data.find((one) => typeof one.payload === 'object' && one.payload.order === order)
    return ours === undefined ? null : String(ours.id)
  }

  return {
    /** Records that a commit goes to production; nothing is merged and no other check is asked. */
    create: (commit: string, order: string, description: string): Promise<string> =>
      write(
        async (octokit) => {
          const { data } = await octokit.rest.repos.createDeployment({
            owner,
            repo,
            ref: commit,
            task: 'promote',
            environment: 'production',
            production_environment: true,
            transient_environment: false,
            auto_merge: false,
            required_contexts: [],
            description: cut(description),
            payload: { order },
          })
          if (!('id' in data)) throw new Error('GitHub merged something instead of creating a Deployment.')
          return String(data.id)
        },
        (octokit) => find(octokit, commit, order),
      ),

    /** Answers a deployment that waits for our rule; null: it waits on, and people are told why. */
    async review(
      run: string,
      environment: string,
      state: 'approved' | 'rejected' | null,
      comment: string,
    ): Promise<void> {
      const address = { owner, repo, run_id: Number(run), environment_name: environment, comment }
      await write<null>(
        async (octokit) => {
          await octokit.rest.actions.reviewCustomGatesForRun(state === null ? address : { ...address, state })
          return null
        },
        async () => null,
      )
    },

    async setState(id: string, state: DeploymentState, description: string, logUrl: string | null): Promise<void> {
      const deployment_id = Number(id)
      await write<null>(
        async (octokit) => {
          await octokit.rest.repos.createDeploymentStatus({
            owner,
            repo,
            deployment_id,
            state,
            description: cut(description),
            auto_inactive: false,
            ...(logUrl === null ? {} : { log_url: logUrl }),
          })
          return null
        },
        async () => null,
      )
    },
  }
}

function cut(words: string): string {
  return words.length <= descriptionLimit ? words : `${words.slice(0, descriptionLimit - 1)}…`
}
