import { decodeReport } from '../../recipes-schema/order/decode.ts'
import type { Receipt } from '../../recipes-schema/order/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import type { Galley } from '../galley.ts'
import { pullRequestKey } from '../queue/job.ts'
import { type Answer, refuse } from './answer.ts'
import { authorizeRun } from './authorize.ts'
import type { OrderContent } from './order.ts'
import type { RefusalCode } from './state.ts'

interface Sent {
  readonly order: string
  readonly bearer: string | null
  readonly body: unknown
}

/** Takes a report in. It is stored and answered; judging it is the queue's work. */
export async function receiveReport(galley: Galley, sent: Sent): Promise<Answer<Receipt>> {
  const authorized = await authorizeRun(galley, sent.order, sent.bearer)
  if (!authorized.ok) return authorized
  const { content, state } = authorized.value
  const key = pullRequestKey(content.repository.id, content.pull_request ?? 0)
  const received: Answer<Receipt> = { ok: true, value: { schema_version: 1, cancel: false } }
  // The answer to the first one got lost, and perhaps more than the answer.
  if (state.status === 'reported') await galley.queue.send(key, { type: 'judge', order: sent.order })
  if (state.status === 'reported' || state.status === 'judged') return received

  const decoded = decodeReport(sent.body)
  const wrong: Misfit | null = decoded.ok
    ? misfit(decoded.value, content)
    : { code: 'not_a_report', message: decoded.error.message }
  if (wrong !== null) {
    await galley.store.orders.advance(sent.order, { type: 'refused', ...wrong })
    galley.log.warn({ order: sent.order, code: wrong.code }, 'report refused')
    await galley.queue.send(key, { type: 'refused', order: sent.order })
    return refuse(422, wrong.code, wrong.message)
  }
  if (!decoded.ok) throw new Error('a report that does not decode has a misfit')
  await galley.store.orders.keepReport(sent.order, decoded.value)
  const moved = await galley.store.orders.advance(sent.order, { type: 'reported' })
  if (moved.type === 'refused') return refuse(409, moved.code, moved.message)
  await galley.queue.send(key, { type: 'judge', order: sent.order })
  galley.log.info({ order: sent.order, verdict: decoded.value.verdict }, 'report received')
  return received
}

interface Misfit {
  readonly code: RefusalCode
  readonly message: string
}

/** A report is about one order, one commit and one plan, or it is not this order's. */
function misfit({ order }: Report, content: OrderContent): Misfit | null {
  if (order.id !== content.id) return { code: 'other_order', message: `It is about ${order.id}.` }
  if (order.head !== content.head)
    return { code: 'other_head', message: `It is about commit ${order.head}, not ${content.head}.` }
  if (content.plan_digest !== null && order.plan_digest !== content.plan_digest) {
    return { code: 'other_digest', message: `It is about the plan ${order.plan_digest}, not ${content.plan_digest}.` }
  }
  return null
}
