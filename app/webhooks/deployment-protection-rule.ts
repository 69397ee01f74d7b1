import { productionWork } from '../github/permissions.ts'
import { answerLater } from '../protection/answer.ts'
import { repositoryOf } from './repository.ts'
import type { Webhook } from './webhook.ts'

const events = ['deployment_protection_rule.requested'] as const

/** Another workflow wants to deploy to an environment that Galley protects. */
export const deploymentProtectionRule: Webhook = {
  events,
  register(probot, galley) {
    probot.on([...events], async ({ payload }) => {
      const { environment, deployment, deployment_callback_url: callback } = payload
      // Where to answer is made from the run's number: nothing is sent to an address in a payload.
      const runId = /\/actions\/runs\/(\d+)\/deployment_protection_rule$/.exec(callback ?? '')?.[1]
      const repository = repositoryOf(payload as Parameters<typeof repositoryOf>[0])
      if (repository === null || runId === undefined || environment === undefined || deployment === undefined) return
      // A pull request's workflow runs on a merge that is nobody's commit: what was judged is the head.
      const pull = /^refs\/pull\/(\d+)\//.exec(deployment.ref)?.[1]
      const client = galley.github.repository(repository, productionWork)
      const commit = pull === undefined ? deployment.sha : (await client.pulls.get(Number(pull))).head
      await galley.store.waitingDeployments.keep({ repository, runId, environment, commit })
      await answerLater(galley, repository, commit)
    })
  },
}
