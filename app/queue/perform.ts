import type { Probot } from 'probot'
import { notBegun } from '../alerts/of-schedule.ts'
import { shareOut, tell, tellLater } from '../alerts/tell.ts'
import type { Galley } from '../galley.ts'
import { regate } from '../gating/regate.ts'
import { faultWords } from '../github/faults.ts'
import { sayEnded } from '../judging/ended.ts'
import { judgeOrder } from '../judging/judge-order.ts'
import { showProgress } from '../judging/progress.ts'
import { reapOrder } from '../judging/reap.ts'
import { sayStuck } from '../judging/stuck.ts'
import { expireKitchen } from '../kitchens/expire.ts'
import { refreshKitchen } from '../kitchens/refresh.ts'
import { startPromotion } from '../promotion/production-queue.ts'
import { answerDeployments } from '../protection/answer.ts'
import { produce } from '../schedule/produce.ts'
import type { Job } from './job.ts'

/** Does a job. It throws when it could not; then it is tried again. */
export async function perform(galley: Galley, probot: Probot, job: Job): Promise<void> {
  switch (job.type) {
    case 'delivery':
      return workDelivery(galley, probot, job.delivery)
    case 'look': {
      const { repository, pullRequest, occasion, actor } = job
      await refreshKitchen(galley, repository, pullRequest, {
        id: occasion,
        actor,
        wish: 'as_usual',
        force: [],
        again: false,
      })
      return
    }
    case 'regate':
      return regate(galley, job.repository, job.pullRequest)
    case 'start':
      await startPromotion(galley, job.order)
      return
    case 'progress':
      return showProgress(galley, job.order)
    case 'judge':
      return judgeOrder(galley, job.order)
    case 'reap':
      return reapOrder(galley, job.order)
    case 'produce':
      await produce(galley, job.run)
      return
    case 'expire':
      return expireKitchen(galley, job.order)
    case 'alert':
      return shareOut(galley, job.repository, job.happenings)
    case 'tell':
      return tell(galley, job.repository, job)
    case 'answer':
      return answerDeployments(galley, job.repository, job.commit)
    case 'refused':
      return sayRefused(galley, job.order)
  }
}

/** A job that was given up: it is recorded, and said on the gate where there is one. */
export async function park(galley: Galley, job: Job, error: unknown): Promise<void> {
  const message = faultWords(error)
  if (job.type === 'delivery') {
    await galley.store.deliveries.parked(job.delivery, message)
    await saying(galley, job, () => sayStuck(galley, job.delivery, message))
    return
  }
  if (job.type === 'look' || job.type === 'regate') return
  if (job.type === 'alert' || job.type === 'tell' || job.type === 'answer') return
  if (job.type === 'produce')
    return saying(galley, job, () => tellLater(galley, job.run.repository, [notBegun(job.run, message, new Date())]))
  const order = await galley.store.orders.get(job.order)
  // Whoever could not be asked now is asked again in the next round.
  if (order === null || job.type === 'progress' || job.type === 'reap' || job.type === 'expire') return
  // Ended first: an order that stays open holds up every promotion behind it.
  await galley.store.orders.advance(job.order, { type: 'failed', code: 'stuck', message })
  await saying(galley, job, () => sayEnded(galley, order, { type: 'stuck', message }, message))
}

/** What could not be said either is in the log. */
async function saying(galley: Galley, job: Job, say: () => Promise<void>): Promise<void> {
  try {
    await say()
  } catch (error) {
    galley.log.error({ job, err: error }, 'could not say that a job was given up')
  }
}

async function workDelivery(galley: Galley, probot: Probot, id: string): Promise<void> {
  const delivery = await galley.store.deliveries.get(id)
  if (delivery === null || delivery.processed) return
  galley.log.debug({ delivery: id, event: delivery.event }, 'working a webhook')
  // GitHub signed it and the body was JSON when it was stored.
  const event = { id, name: delivery.event, payload: JSON.parse(delivery.payload) }
  await probot.webhooks.receive(event as Parameters<typeof probot.webhooks.receive>[0])
  await galley.store.deliveries.processed(id)
}

async function sayRefused(galley: Galley, id: string): Promise<void> {
  const order = await galley.store.orders.get(id)
  if (order === null || order.state.status !== 'refused') return
  const { message } = order.state
  await sayEnded(galley, order, { type: 'refused', message }, `a report was refused: ${message}`)
}
