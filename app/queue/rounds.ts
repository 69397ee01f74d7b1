import type { Galley } from '../galley.ts'
import { faultWords } from '../github/faults.ts'
import { expireKitchens } from '../kitchens/expire.ts'
import { answerAllLater } from '../protection/answer.ts'
import { lookAtTheClock } from '../schedule/clock.ts'
import { syncSchedules } from '../schedule/sync.ts'
import { catchUp } from '../webhooks/catch-up.ts'
import { pullRequestKey } from './job.ts'

export interface RoundSettings {
  /** Pause between two rounds, in ms. */
  readonly every: number
  /** How long an order may be quiet before GitHub is asked about its run, in ms. */
  readonly quiet: number
}

export interface Rounds {
  stop(): Promise<void>
}

/** Webhooks are asked for from this long before the newest that is known, in ms: they may overtake one another. */
const overlap = 10 * 60_000

/** How often the clock is looked at for schedules, in ms. */
const clockEvery = 20_000

/** Schedules are read anew this often, in ms: the push that changed one may have got lost. */
const syncEvery = 6 * 3_600_000

/**
 * What the App looks after by itself, again and again: webhooks that never came, orders that have gone quiet,
 * kitchens that nobody has touched for long. The first
 * round is made at once. Rounds of two processes do the same and harm nothing.
 */
export function startRounds(galley: Galley, { every, quiet }: RoundSettings): Rounds {
  let since: Date | null = null
  let synced = 0
  let stopped = false
  let looking = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const round = async (): Promise<void> => {
    since ??= await galley.store.deliveries.newest()
    const begun = new Date()
    // Before the first webhook there is nothing that could be missing.
    if (since !== null) {
      await catchUp(galley, new Date(since.getTime() - overlap))
      since = begun
    }
    for (const { content } of await galley.store.orders.quietSince(new Date(begun.getTime() - quiet)))
      await galley.queue.send(pullRequestKey(content.repository.id, content.pull_request ?? 0), {
        type: 'reap',
        order: content.id,
      })
    if (begun.getTime() - synced >= syncEvery) {
      synced = begun.getTime()
      for (const repository of await galley.store.orders.repositories()) await syncSchedules(galley, repository)
    }
    await answerAllLater(galley)
    await expireKitchens(galley, new Date(begun.getTime() - quiet), begun)
  }
  const go = async (): Promise<void> => {
    try {
      await round()
    } catch (error) {
      galley.log.warn({ err: error, reason: faultWords(error) }, 'a round was cut short; the next one does the rest')
    }
    if (!stopped) timer = setTimeout(() => (running = go()), every)
  }
  let running = go()
  const clock = setInterval(
    () => {
      looking = looking.then(() => lookAtTheClock(galley, new Date())).catch(() => undefined)
    },
    Math.min(every, clockEvery),
  )
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      clearInterval(clock)
      await Promise.all([running, looking])
    },
  }
}
