import { sha256 } from '../../recipes-schema/text/digest.ts'
import type { Galley } from '../galley.ts'
import type { RepositoryClient } from '../github/repository.ts'
import { kitchenOf } from '../kitchens/environment.ts'
import { type OrderContent, orderId, type Removal, unplannedOrder } from '../orders/order.ts'
import { startOrder } from '../orders/start.ts'
import { supersede } from '../orders/supersede.ts'

interface Kitchen extends Pick<OrderContent, 'repository' | 'pull_request' | 'actor' | 'title'> {
  /** Its environment; absent: the pull request's. */
  readonly kitchen?: string
}

/**
 * Removes a pull request's kitchen, when it ever had one. What still runs there is stopped first. `commit` is where the
 * settings are read from: a commit of the base branch, never the pull request's.
 */
export async function removeKitchen(
  galley: Galley,
  client: RepositoryClient,
  { kitchen, repository, pull_request: pull, actor, title }: Kitchen,
  commit: string,
  why: Removal = 'closed',
): Promise<'removing' | 'none'> {
  const environment = kitchen ?? (pull === null ? null : kitchenOf(pull))
  if (environment === null) return 'none'
  const newest = (await galley.store.orders.ofEnvironment(String(repository.id), environment)).at(-1)
  if (newest === undefined) return 'none'
  const begun = newest.content.kind === 'remove' ? newest : null
  if (begun !== null && begun.state.status !== 'requested') return 'removing'
  // Named after the order before it: whoever asks twice means the same removal.
  const id = orderId(sha256(`remove ${newest.content.id}`))
  const content = begun?.content ?? {
    ...unplannedOrder({ repository, pull_request: pull, actor, title, id, kind: 'remove', environment }, commit),
    removal: why,
  }
  await galley.store.orders.request(content)
  await supersede(galley, client, repository, environment, content.id, reasons[why])
  await startOrder(galley, client, content, begun !== null)
  return 'removing'
}

const reasons: Record<Removal, string> = {
  closed: 'what it was for is over',
  idle: 'nobody had touched the kitchen for long',
  asked: 'the kitchen was to be removed',
}
