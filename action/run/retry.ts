import { setTimeout as sleep } from 'node:timers/promises'
import type { Retry } from '../../recipes-schema/recipe/types.ts'

/** The longest wait between two tries, in seconds. */
const longestWait = 600

export interface Retrying {
  readonly signal: AbortSignal
  /** Whether trying again may help. */
  readonly isRetryable: (error: unknown) => boolean
  /** Told before each wait: the try that failed (from 1), why, and for how many seconds it waits. */
  readonly onWait: (failed: number, error: unknown, seconds: number) => void
  /** From 0 to 1, for the jitter. */
  readonly random?: () => number
}

/**
 * Tries work again while its error is one that may pass, with waits that double and are shortened by up to half at random,
 * so that many that failed together do not come back together. `work` gets the number of the try, from 1.
 */
export async function withRetries<T>(
  retry: Retry | null,
  work: (attempt: number) => Promise<T>,
  { signal, isRetryable, onWait, random = Math.random }: Retrying,
): Promise<T> {
  const attempts = retry?.attempts ?? 1
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt)
    } catch (error) {
      if (attempt >= attempts || signal.aborted || !isRetryable(error)) throw error
      const seconds = waitBefore(attempt + 1, retry?.backoffSeconds ?? 0, random())
      onWait(attempt, error, seconds)
      await sleep(seconds * 1000, undefined, { signal })
    }
  }
}

/** The wait before a try (the second is the first that waits), in seconds. */
export function waitBefore(attempt: number, backoffSeconds: number, random: number): number {
  const full = Math.min(longestWait, backoffSeconds * 2 ** (attempt - 2))
  return full * (1 - random / 2)
}
