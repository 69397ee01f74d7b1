import { happeningsOf } from '../alerts/of-order.ts'
import { tellLater } from '../alerts/tell.ts'
import { type Check, gateName, runAgain } from '../checks/check.ts'
import { comment } from '../checks/comment.ts'
import { type GateSituation, gate } from '../checks/gate.ts'
import type { Galley } from '../galley.ts'
import { productionWork } from '../github/permissions.ts'
import { keepComment } from '../kitchens/keep-comment.ts'
import type { StoredOrder } from '../orders/order.ts'
import { runOf } from '../orders/state.ts'
import { startNextPromotion } from '../promotion/next-promotion.ts'
import { answerLater } from '../protection/answer.ts'

/** Says where people look that an order ended without a verdict, and why. */
export async function sayEnded(
  galley: Galley,
  order: StoredOrder,
  situation: GateSituation,
  reason: string,
): Promise<void> {
  const { content, written } = order
  const client = galley.github.repository(content.repository, productionWork)
  const runUrl = runOf(order.state)?.url ?? null
  if (written.gate !== undefined) {
    const said = gate(situation, client.delayedSeconds())
    const check: Check = {
      name: gateName,
      externalId: content.id,
      conclusion: said.conclusion,
      detailsUrl: runUrl,
      output: said.output,
      actions: [runAgain],
    }
    await client.checks.update(written.gate, check)
  }
  await answerLater(galley, content.repository, content.head)
  if (written.deployment !== undefined) {
    await client.deployments.setState(written.deployment, 'failure', 'Production is unchanged.', runUrl)
  }
  if (content.environment === 'production') {
    const end = { done: false, reason, judgement: null, report: null, runUrl }
    await tellLater(galley, content.repository, happeningsOf(content, end, new Date()))
  }
  if (content.kind === 'promote') {
    const body = comment({ type: 'promotion_failed', commit: content.head, message: reason, reasons: [], runUrl })
    await keepComment(galley, client, content, body)
  }
  if (content.kind === 'rollback')
    await keepComment(galley, client, content, comment({ type: 'rollback_failed', message: reason, runUrl }))
  if (content.kind === 'remove') {
    const body = comment({ type: 'removal_failed', environment: content.environment, message: reason, runUrl })
    await keepComment(galley, client, content, body)
  }
  // Whatever kind it was: production is free for whoever waits behind it.
  if (content.environment === 'production') await startNextPromotion(galley, content.repository)
}
