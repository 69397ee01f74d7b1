import { type Fault, faultOf } from './faults.ts'

export interface Patience {
  readonly sleep: (ms: number) => Promise<void>
  readonly now: () => number
  /** Told of every wait that GitHub asked for, in seconds. */
  readonly delayed: (seconds: number) => void
}

/** Longer than this a worker is not kept waiting: the job comes back later. */
const longestWaitSeconds = 60
const attempts = 4

/** GitHub asked for more patience than a worker has. */
export class RateLimited extends Error {
  readonly seconds: number
  constructor(seconds: number, cause: unknown) {
    super(`GitHub's rate limit asks for ${seconds} s.`, { cause })
    this.seconds = seconds
  }
}

/** A request that changes nothing: tried again when its answer got lost. */
export function read<T>(request: () => Promise<T>, patience: Patience): Promise<T> {
  return attempt(request, patience, async () => null)
}

/**
 * A request that changes something. When its answer got lost, `find` looks for what it would have made before it is
 * sent again, so that nothing is written twice.
 */
export function write<T>(request: () => Promise<T>, find: () => Promise<T | null>, patience: Patience): Promise<T> {
  return attempt(request, patience, find)
}

async function attempt<T>(request: () => Promise<T>, patience: Patience, find: () => Promise<T | null>): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await request()
    } catch (error) {
      const fault = faultOf(error, patience.now())
      if (fault.type === 'refused' || count === attempts) throw error
      await wait(fault, count, error, patience)
      if (fault.type === 'uncertain') {
        const found = await find()
        if (found !== null) return found
      }
    }
  }
}

async function wait(fault: Fault, count: number, error: unknown, patience: Patience): Promise<void> {
  if (fault.type === 'limited') {
    if (fault.seconds > longestWaitSeconds) throw new RateLimited(fault.seconds, error)
    patience.delayed(fault.seconds)
    await patience.sleep(fault.seconds * 1000)
    return
  }
  await patience.sleep(250 * 4 ** (count - 1))
}
