import type { Report } from '../../recipes-schema/report/types.ts'
import { happeningsOf, type OrderEnd } from '../alerts/of-order.ts'
import { tellLater } from '../alerts/tell.ts'
import { type CommentSituation, comment } from '../checks/comment.ts'
import { list } from '../checks/markdown.ts'
import type { Galley } from '../galley.ts'
import { productionWork } from '../github/permissions.ts'
import type { RepositoryClient } from '../github/repository.ts'
import { keepComment } from '../kitchens/keep-comment.ts'
import { type Judgement, judge } from '../orders/judgement.ts'
import { startNextPromotion } from '../promotion/next-promotion.ts'
import { removeKitchen } from '../promotion/remove-kitchen.ts'
import { answerLater } from '../protection/answer.ts'
import type { ReportedOrder } from './reported.ts'

/** The verdict of a promotion or a rollback: the Deployment's state and the comment; then the kitchen goes and the next promotion starts. */
export async function judgePromotion(galley: Galley, order: ReportedOrder): Promise<void> {
  const { content, report } = order
  const client = galley.github.repository(content.repository, productionWork)
  const judgement = judge(content, report)
  const done = isDone(report, judgement)
  await sayDeployment(galley, client, order, done)
  await keepComment(galley, client, content, comment(endOf(order, judgement, done)))
  await tellLater(galley, content.repository, happeningsOf(content, alertEnd(order, judgement, done), new Date()))
  if (done && content.kind === 'promote') await removeKitchen(galley, client, content, content.head)
  // Last, so that a fault before it lets all of it be done again.
  await galley.store.orders.advance(content.id, { type: 'judged', verdict: done ? judgement.verdict : 'fail' })
  galley.log.info({ order: content.id, verdict: judgement.verdict, promoted: done }, 'promotion judged')
  await answerLater(galley, content.repository, content.head)
  await startNextPromotion(galley, content.repository)
}

function endOf({ content, report, state }: ReportedOrder, { reasons }: Judgement, done: boolean): CommentSituation {
  const runUrl = state.run.url
  const message = report.error?.message ?? 'the evidence does not allow it.'
  if (content.kind === 'rollback')
    return done
      ? { type: 'rolled_back', report, by: content.actor, runUrl }
      : { type: 'rollback_failed', message, runUrl }
  const commit = content.head
  return done
    ? { type: 'promoted', commit, report, runUrl }
    : { type: 'promotion_failed', commit, message, reasons, runUrl }
}

function alertEnd({ report, state }: ReportedOrder, judgement: Judgement, done: boolean): OrderEnd {
  const reasons = list(judgement.reasons.map(({ subject, message }) => `${subject}: ${message}`))
  const reason = report.error?.message ?? (reasons || 'the evidence does not allow it.')
  return { done, reason, judgement, report, runUrl: state.run.url }
}

/** Production changed only if the report says how, and nothing in it speaks against. */
function isDone(report: Report, { verdict }: Judgement): boolean {
  return report.promotion !== null && (verdict === 'pass' || verdict === 'warn')
}

async function sayDeployment(
  galley: Galley,
  client: RepositoryClient,
  order: ReportedOrder,
  done: boolean,
): Promise<void> {
  const { content, report, state, written } = order
  if (written.deployment === undefined) return
  const { promotion } = report
  const words =
    done && promotion !== null
      ? `Version ${promotion.to_version}, ${roads[promotion.road]}.`
      : 'Production is unchanged.'
  await client.deployments.setState(written.deployment, done ? 'success' : 'failure', words, state.run.url)
  if (!done) return
  const before = await galley.store.orders.lastDeployment(String(content.repository.id), content.id)
  if (before !== null) await client.deployments.setState(before, 'inactive', 'A newer promotion took its place.', null)
}

const roads = {
  swap: 'pointers moved to the builds that were tested',
  rebuild: 'built and tested again on current data',
  none: 'production had it already',
}
