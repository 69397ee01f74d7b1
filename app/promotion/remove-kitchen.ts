import { sha256 } from '../../recipes-schema/text/digest.ts'
import type { Galley } from '../galley.ts'
import type { RepositoryClient } from '../github/repository.ts'
import { kitchenOf } from '../kitchens/environment.ts'
import { type OrderContent, orderId, type Removal, unplannedOrder } from '../orders/order.ts'
import { startOrder } from '../orders/start.ts'
import { supersede } from '../orders/supersede.ts'

type OfPull = Pick<OrderContent, 'repository' | 'pull_request' | 'actor' | 'title'>

/**
 * Removes a pull request's kitchen, when it ever had one. What still runs there is stopped first. `commit` is where the
 * settings are read from: a commit of the base branch, never the pull request's.
 */
export async function removeKitchen(
  galley: Galley,
  client: RepositoryClient,
  of: OfPull,
  commit: string,
  why: Removal = 'closed',
): Promise<'removing' | 'none'> {
  const { repository, pull_request: pull } = of
  if (pull === null) return 'none'
  const environment = kitchenOf(pull)
  const all = (await galley.store.orders.ofPullRequest(String(repository.id), pull)).filter(
    (order) => order.content.environment === environment,
  )
  const newest = all.at(-1)
  if (newest === undefined) return 'none'
  const begun = newest.content.kind === 'remove' ? newest : null
  if (begun !== null && begun.state.status !== 'requested') return 'removing'
  // Named after the order before it: whoever asks twice means the same removal.
  const id = orderId(sha256(`remove ${newest.content.id}`))
  const content = begun?.content ?? {
    ...unplannedOrder({ ...of, id, kind: 'remove', environment }, commit),
    removal: why,
  }
  await galley.store.orders.request(content)
  await supersede(galley, client, repository, environment, content.id, reasons[why])
  await startOrder(galley, client, content, begun !== null)
  return 'removing'
}

const reasons: Record<Removal, string> = {
  closed: 'the pull request was closed',
  idle: 'nobody had touched the kitchen for long',
  asked: 'the kitchen was to be removed',
}
