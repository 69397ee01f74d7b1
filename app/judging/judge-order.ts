import type { Galley } from '../galley.ts'
import { startNextPromotion } from '../promotion/next-promotion.ts'
import { judgeKitchen } from './kitchen.ts'
import { judgePromotion } from './promotion.ts'
import { judgeRemoval } from './removal.ts'

/** Says on GitHub what a report means. Does nothing for an order that was judged or superseded meanwhile. */
export async function judgeOrder(galley: Galley, id: string): Promise<void> {
  const order = await galley.store.orders.get(id)
  // The one before may have been judged just before a crash: whoever waits behind it is let on.
  if (order?.state.status === 'judged' && order.content.environment === 'production')
    await startNextPromotion(galley, order.content.repository)
  if (order === null || order.state.status !== 'reported' || order.report === null) return
  const reported = { ...order, report: order.report, state: order.state }
  switch (order.content.kind) {
    case 'kitchen':
      return judgeKitchen(galley, reported)
    case 'promote':
    case 'produce':
    case 'rollback':
      return judgePromotion(galley, reported)
    case 'remove':
      return judgeRemoval(galley, reported)
  }
}
