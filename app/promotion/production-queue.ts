import type { Galley } from '../galley.ts'
import { productionWork } from '../github/permissions.ts'
import { sayEnded } from '../judging/ended.ts'
import type { OrderContent } from '../orders/order.ts'
import { startOrder } from '../orders/start.ts'

/**
 * Starts a promotion, if it is its turn. Production changes one promotion at a time, in the order of the merges: of
 * three pending runs of one concurrency group GitHub would silently cancel one.
 */
export async function startPromotion(galley: Galley, id: string): Promise<'started' | 'waiting'> {
  const order = await galley.store.orders.get(id)
  if (order === null || order.state.status !== 'requested') return 'started'
  const { content } = order
  const [oldest] = await galley.store.orders.open(String(content.repository.id), content.environment)
  if (oldest?.content.id !== id) return 'waiting'
  const client = galley.github.repository(content.repository, productionWork)
  const begun = order.written.deployment !== undefined
  if (!begun) {
    const deployment = await client.deployments.create(content.head, id, deploymentWords(content))
    await galley.store.orders.keepWritten(id, { deployment })
  }
  const outcome = await startOrder(galley, client, content, begun)
  const now = await galley.store.orders.get(id)
  if (now === null) return 'started'
  if (outcome === 'failed' && now.state.status === 'failed') {
    await sayEnded(
      galley,
      now,
      { type: 'dispatch_refused', message: now.state.message },
      `the workflow could not be started: ${now.state.message}`,
    )
  } else if (now.written.deployment !== undefined && now.state.status === 'dispatched') {
    await client.deployments.setState(
      now.written.deployment,
      'in_progress',
      'The promotion is under way.',
      now.state.run.url,
    )
  }
  return 'started'
}

function deploymentWords({ pull_request: pull, title }: OrderContent): string {
  return `Promotion of #${pull}: ${title}`
}
