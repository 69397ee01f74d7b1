import { comment } from '../checks/comment.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import { keepComment } from '../kitchens/keep-comment.ts'
import { judge } from '../orders/judgement.ts'
import type { ReportedOrder } from './reported.ts'

/** The end of a kitchen. The comment of a promoted pull request keeps telling of the promotion. */
export async function judgeRemoval(galley: Galley, order: ReportedOrder): Promise<void> {
  const { content, report } = order
  const { verdict } = judge(content, report)
  const all = await galley.store.orders.ofPullRequest(String(content.repository.id), content.pull_request ?? 0)
  const removed = verdict === 'pass' || verdict === 'warn'
  if (!(removed && all.some((one) => one.content.kind === 'promote'))) await sayRemoval(galley, order, removed)
  await galley.store.orders.advance(content.id, { type: 'judged', verdict })
  galley.log.info({ order: content.id, verdict }, 'removal judged')
}

async function sayRemoval(galley: Galley, { content, report, state }: ReportedOrder, removed: boolean): Promise<void> {
  const client = galley.github.repository(content.repository, kitchenWork)
  const { environment } = content
  const body = removed
    ? comment({ type: 'removed', environment, why: content.removal ?? 'closed' })
    : comment({
        type: 'removal_failed',
        environment,
        message: report.error?.message ?? 'the run did not succeed.',
        runUrl: state.run.url,
      })
  await keepComment(galley, client, content, body)
}
