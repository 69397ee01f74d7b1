import type { Galley } from '../galley.ts'
import { statusOf } from '../github/faults.ts'
import { productionWork } from '../github/permissions.ts'
import type { RepositoryClient } from '../github/repository.ts'
import type { RepositoryRef } from '../orders/order.ts'
import type { WaitingDeployment } from '../store/waiting-deployments.ts'
import { type Answer, verdictOn } from './verdict.ts'

/** Has those who wait for a commit's verdict answered, where there are any. */
export async function answerLater(galley: Galley, repository: RepositoryRef, commit: string): Promise<void> {
  const waiting = await galley.store.waitingDeployments.of(String(repository.id), commit)
  if (waiting.length > 0) await galley.queue.send(keyOf(repository, commit), { type: 'answer', repository, commit })
}

/** The same for every commit that somebody waits for: what should have brought the answer may have got lost. */
export async function answerAllLater(galley: Galley): Promise<void> {
  for (const { repository, commit } of await galley.store.waitingDeployments.commits())
    await galley.queue.send(keyOf(repository, commit), { type: 'answer', repository, commit })
}

/** Tells the deployments of other workflows that wait for a commit what Galley says of it. */
export async function answerDeployments(galley: Galley, repository: RepositoryRef, commit: string): Promise<void> {
  const waiting = await galley.store.waitingDeployments.of(String(repository.id), commit)
  if (waiting.length === 0) return
  const client = galley.github.repository(repository, productionWork)
  const verdict = await verdictOn(galley, client, repository, commit)
  for (const { said, ...deployment } of waiting) {
    // Our own workflow would wait for itself.
    const own = (await galley.store.orders.ofRun(String(repository.id), deployment.runId)) !== null
    const answer: Answer = own ? { state: 'approved', comment: 'It carries out an order of Galley.' } : verdict
    if (answer.state === 'waiting' && answer.comment === said) continue
    const there = await give(client, deployment, answer)
    galley.log.info({ ...deployment, repository: repository.name, answer: answer.state, there }, 'deployment answered')
    if (answer.state !== 'waiting' || !there) await galley.store.waitingDeployments.answered(deployment)
    else await galley.store.waitingDeployments.said(deployment, answer.comment)
  }
}

/** False: GitHub does not wait for it any more. */
async function give(
  client: RepositoryClient,
  { runId, environment }: WaitingDeployment,
  { state, comment }: Answer,
): Promise<boolean> {
  try {
    await client.deployments.review(runId, environment, state === 'waiting' ? null : state, comment)
    return true
  } catch (error) {
    const status = statusOf(error)
    // The run ended, or somebody answered by hand.
    if (status === 404 || status === 422) return false
    throw error
  }
}

function keyOf(repository: RepositoryRef, commit: string): string {
  return `${repository.id}@${commit}`
}
