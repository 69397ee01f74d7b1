import { sha256 } from '../../recipes-schema/text/digest.ts'
import type { Galley } from '../galley.ts'
import { kitchenOf } from '../kitchens/environment.ts'
import { type OrderContent, orderId, unplannedOrder } from '../orders/order.ts'
import type { Change } from '../plans/read-change.ts'
import { wantedOf } from '../plans/wanted.ts'
import { startPromotion } from './production-queue.ts'

type Frame = Pick<OrderContent, 'repository' | 'pull_request' | 'actor' | 'title'>

/** Orders that production becomes what the default branch is at a commit. One landing is one order, however often heard of. */
export async function orderPromotion(
  galley: Galley,
  frame: Frame,
  { plan, head }: Extract<Change, { type: 'planned' }>,
  before: string,
  commit: string,
): Promise<string> {
  const id = orderId(sha256(`promote ${frame.repository.id} ${frame.pull_request} ${commit}`))
  const content: OrderContent = {
    ...unplannedOrder({ ...frame, id, kind: 'promote', environment: 'production' }, commit),
    base: before,
    merge_base: before,
    plan_digest: plan.digest,
    plan,
    wanted: wantedOf(plan, head),
    ...(frame.pull_request === null ? {} : { from: kitchenOf(frame.pull_request) }),
  }
  await galley.store.orders.request(content)
  await startPromotion(galley, id)
  return id
}
