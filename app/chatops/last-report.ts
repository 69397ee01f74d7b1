import type { Report } from '../../recipes-schema/report/types.ts'
import type { Galley } from '../galley.ts'
import type { StoredOrder } from '../orders/order.ts'
import type { Asked } from './chatop.ts'

/** The newest kitchen order of the pull request that has reported; null: none has. */
export async function lastReport(
  galley: Galley,
  { repository, pullRequest }: Pick<Asked, 'repository' | 'pullRequest'>,
): Promise<{ readonly order: StoredOrder; readonly report: Report } | null> {
  const orders = await galley.store.orders.ofPullRequest(String(repository.id), pullRequest)
  const order = orders.findLast(({ content, report }) => content.kind === 'kitchen' && report !== null)
  return order?.report ? { order, report: order.report } : null
}

export const noReport = 'No order of this pull request has reported yet. `/kitchen status` says where they stand.'
