import type { RepositoryRef } from '../orders/order.ts'
import type { Scheduled } from '../store/schedules.ts'
import type { Happening } from './happening.ts'

/** A recipe, and as which of its variations, in words that are the same wherever it is spoken of. */
export function whichRun({ recipe, variation }: Scheduled): string {
  return variation === null ? recipe : `${recipe} (${variation})`
}

/** The run that has not ended well so long after its time; it is over with the next run that does. */
export function lateRun(
  scheduled: Scheduled,
  { slot, orderUrl, now }: { readonly slot: Date; readonly orderUrl: string | null; readonly now: Date },
): Happening {
  const minutes = Math.floor((now.getTime() - slot.getTime()) / 60_000)
  return {
    event: 'late',
    state: 'raised',
    subject: `late ${whichRun(scheduled)}`,
    recipes: [scheduled.recipe],
    title: `The run of ${whichRun(scheduled)} is late`,
    text: `It was due at ${slot.toISOString()}, ${minutes} minutes ago, and has not ended well yet.`,
    url: orderUrl,
    at: now.toISOString(),
  }
}

/** Runs whose time came while nobody looked, and that the schedule does not catch up. */
export function missedRuns(scheduled: Scheduled, missed: readonly Date[], now: Date): Happening[] {
  const [first, last] = [missed[0], missed.at(-1)]
  if (first === undefined || last === undefined) return []
  const which = whichRun(scheduled)
  const times =
    first === last ? first.toISOString() : `${missed.length} runs from ${first.toISOString()} to ${last.toISOString()}`
  return [
    {
      event: 'late',
      state: 'news',
      subject: `missed ${which} ${last.toISOString()}`,
      recipes: [scheduled.recipe],
      title: `The run of ${which} was missed`,
      text: `Nobody was there when its time came: ${times}. Run it by /kitchen produce if it is needed.`,
      url: null,
      at: now.toISOString(),
    },
  ]
}

/** A run that could not even be ordered. */
export function notBegun(
  run: Scheduled & { readonly date: string; readonly repository: RepositoryRef },
  reason: string,
  now: Date,
): Happening {
  return {
    event: 'failed',
    state: 'raised',
    subject: `failed ${whichRun(run)}`,
    recipes: [run.recipe],
    title: `The run of ${whichRun(run)} for ${run.date} could not begin`,
    text: `Production is unchanged: ${reason}`,
    url: null,
    at: now.toISOString(),
  }
}
