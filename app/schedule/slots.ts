import { Cron } from 'croner'
import type { Schedule } from '../../recipes-schema/recipe/types.ts'

export type Timing = Pick<Schedule, 'cron' | 'timezone' | 'lateAfter' | 'catchUp'>

/** A run that begins this long after its time, in ms, is no missed one: the clock is looked at now and then. */
const grace = 10 * 60_000

/** However long nobody looked: so many runs are found, the newest. */
const most = 1000

/**
 * The moments of a schedule after one and up to another, oldest first. By croner's rules for daylight saving a time that
 * the clock leaves out comes as soon as the clock goes on, one that comes twice comes once.
 */
export function slotsBetween({ cron, timezone }: Pick<Timing, 'cron' | 'timezone'>, after: Date, until: Date): Date[] {
  const clock = new Cron(cron, { timezone, paused: true, mode: '5-part' })
  const slots: Date[] = []
  for (let next = clock.nextRun(after); next !== null && next <= until; next = clock.nextRun(next)) {
    slots.push(next)
    if (slots.length > most) slots.shift()
  }
  return slots
}

export function nextSlot({ cron, timezone }: Pick<Timing, 'cron' | 'timezone'>, after: Date): Date | null {
  return new Cron(cron, { timezone, paused: true, mode: '5-part' }).nextRun(after)
}

export interface Due {
  /** To be run now, oldest first. */
  readonly run: readonly Date[]
  /** Left out, because the schedule says so. */
  readonly missed: readonly Date[]
}

/** What is to be done about the moments that have come since the last look. */
export function dueSince(timing: Timing, since: Date, now: Date): Due {
  const slots = slotsBetween(timing, since, now)
  const newest = slots.at(-1)
  if (newest === undefined) return { run: [], missed: [] }
  if (timing.catchUp === 'all') return { run: slots, missed: [] }
  const onTime = newest.getTime() >= now.getTime() - grace
  const run = onTime || timing.catchUp === 'last' ? [newest] : []
  return { run, missed: slots.filter((slot) => !run.includes(slot)) }
}

/** The day of a moment in a time zone, YYYY-MM-DD. */
export function dayOf(slot: Date, timezone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(slot)
}
