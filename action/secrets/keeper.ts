/** Something lent for a time, which can be had for longer. */
export interface Lent {
  /** For how long it is good from now on, in seconds. */
  readonly seconds: number
  /** Asks for more; gives for how long it is good then, in seconds. */
  renew(): Promise<number>
  /** It could not be renewed and has ended. */
  lost(reason: string): void
}

/** Keeps what is lent alive until it is stopped. */
export interface Keeper {
  keep(lent: Lent): void
  stop(): void
}

/** What part of its time has passed when more is asked for, as Vault's own agents do; and the shortest wait, in milliseconds. */
const [part, shortestWait] = [2 / 3, 200]

export function keeper(): Keeper {
  const timers = new Set<NodeJS.Timeout>()
  let stopped = false
  const later = (milliseconds: number, work: () => Promise<void>): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (!stopped) void work()
    }, milliseconds)
    // What is lent keeps nobody waiting.
    timer.unref()
    timers.add(timer)
  }
  /** `ends`: the moment at which it is gone, in milliseconds of the process's own clock. */
  const watch = (lent: Lent, seconds: number): void => {
    const ends = performance.now() + seconds * 1000
    const attempt = async (): Promise<void> => {
      try {
        const more = await lent.renew()
        if (more <= 0) throw new Error('the server gives no more time')
        // A server that gives no more than what is left ends it soon: there is a longest time for all.
        if (!stopped) watch(lent, more)
      } catch (error) {
        if (stopped) return
        const left = ends - performance.now()
        if (left <= shortestWait) lent.lost((error as Error).message)
        else later(Math.max(shortestWait, left / 3), attempt)
      }
    }
    // A timer cannot wait longer than 24 days.
    later(Math.min(2 ** 31 - 1, Math.max(shortestWait, seconds * 1000 * part)), attempt)
  }
  return {
    keep: (lent) => watch(lent, lent.seconds),
    stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
