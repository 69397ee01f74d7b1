import { setTimeout as sleep } from 'node:timers/promises'
import { OutsideFault } from './outside-fault.ts'
import type { Pace } from './pace.ts'

/** How often what may pass is asked again. */
const mostTries = 6

/** Asks again a few times what may pass: nothing is lost by asking for what changes nothing. */
export async function patiently<T>(ask: () => Promise<T>, pace: Pace, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries >= mostTries || !(error instanceof OutsideFault) || !error.retryable) throw error
      await sleep(waitAfter(tries, pace), undefined, { signal })
    }
  }
}

/** The wait after so many tries, in milliseconds. */
export function waitAfter(tries: number, { first, longest }: Pace): number {
  return Math.min(longest, first * 2 ** tries)
}
