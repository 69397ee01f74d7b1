import { lateRun, missedRuns } from '../alerts/of-schedule.ts'
import { tellLater } from '../alerts/tell.ts'
import type { Galley } from '../galley.ts'
import { faultWords } from '../github/faults.ts'
import { runOf } from '../orders/state.ts'
import { pullRequestKey } from '../queue/job.ts'
import type { StoredSchedule } from '../store/schedules.ts'
import { productionOrderId, waitingRun } from './produce.ts'
import { dayOf, dueSince, slotsBetween } from './slots.ts'

/**
 * Looks at the clock for every schedule. What is due is queued before it is noted as dealt with, and its order's id is made
 * from its moment: a process that dies in between, or a second one that looks at the same time, makes no second run.
 */
export async function lookAtTheClock(galley: Galley, now: Date): Promise<void> {
  for (const schedule of await galley.store.schedules.all()) {
    if (schedule.pausedBy !== null) continue
    try {
      await runDue(galley, schedule, now)
      await noticeLate(galley, schedule, now)
    } catch (error) {
      const { recipe, repository } = schedule
      galley.log.error({ err: error, reason: faultWords(error), recipe, repository: repository.name }, 'a schedule')
    }
  }
}

async function runDue(galley: Galley, schedule: StoredSchedule, now: Date): Promise<void> {
  const { repository, recipe, variation, timing, since } = schedule
  const { run, missed } = dueSince(timing, since, now)
  for (const slot of run)
    await galley.queue.send(pullRequestKey(repository.id, 0), {
      type: 'produce',
      run: {
        repository,
        recipe,
        variation,
        date: dayOf(slot, timing.timezone),
        occasion: slot.toISOString(),
        actor: 'galley',
      },
    })
  if (missed.length > 0) {
    galley.log.warn(
      { recipe, variation, missed: missed.map((slot) => slot.toISOString()) },
      'scheduled runs were missed',
    )
    await tellLater(galley, repository, missedRuns(schedule, missed, now))
  }
  const newest = [...run, ...missed].sort((a, b) => a.getTime() - b.getTime()).at(-1)
  if (newest !== undefined) await galley.store.schedules.dealtWith(String(repository.id), schedule, newest)
}

/** A run is late that has not ended well so long after its time. Said once a run. */
async function noticeLate(galley: Galley, schedule: StoredSchedule, now: Date): Promise<void> {
  const { repository, recipe, variation, timing, lateTold } = schedule
  if (timing.lateAfter === null) return
  const latest = new Date(now.getTime() - timing.lateAfter * 1000)
  const slot = slotsBetween(timing, new Date(latest.getTime() - 7 * 86_400_000), latest).at(-1)
  if (slot === undefined || (lateTold !== null && lateTold >= slot)) return
  const run = { repository, recipe, variation, date: dayOf(slot, timing.timezone) }
  const own = await galley.store.orders.get(productionOrderId({ ...run, occasion: slot.toISOString() }))
  const order = own ?? (await waitingRun(galley, run)) ?? null
  // What was never ordered is not ours to call late: the schedule is younger than that moment, or was paused.
  if (order === null) return
  if (order.state.status === 'judged' && order.state.verdict !== 'fail' && order.state.verdict !== 'cancelled') return
  galley.log.warn({ order: order.content.id, recipe, variation, slot }, 'a scheduled run is late')
  const told = { slot, orderUrl: runOf(order.state)?.url ?? null, now }
  await tellLater(galley, repository, [lateRun(schedule, told)])
  await galley.store.schedules.toldLate(String(repository.id), schedule, slot)
}
