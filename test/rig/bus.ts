/** What can happen on the rig that a test may wait for. */
export type Happening =
  | 'request'
  | 'push'
  | 'delivery'
  | 'run'
  | 'log'
  | 'check'
  | 'comment'
  | 'deployment'
  | 'pull_request'

export type Bus = ReturnType<typeof createBus>

interface Wait {
  /** Milliseconds after which waiting was in vain. */
  readonly timeout?: number
  /** What is waited for, for the error's words. */
  readonly what?: string
}

/** Tells that something happened; waiting for a condition looks at it again each time, and never sleeps. */
export function createBus() {
  const listeners = new Set<(happening: Happening) => void>()
  const listen = (listener: (happening: Happening) => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    listen,

    tell(happening: Happening): void {
      for (const listener of [...listeners]) listener(happening)
    },

    /** Resolves with the first thing that `condition` gives which is not undefined, null or false. */
    waitFor<T>(
      condition: () => T | undefined | null | false | Promise<T | undefined | null | false>,
      { timeout = 30_000, what = 'the condition' }: Wait = {},
    ): Promise<T> {
      return new Promise((resolve, reject) => {
        const end = (settle: () => void): void => {
          clearTimeout(timer)
          stop()
          settle()
        }
        const look = async (): Promise<void> => {
          try {
            const found = await condition()
            if (found !== undefined && found !== null && found !== false) end(() => resolve(found))
          } catch (error) {
            end(() => reject(error))
          }
        }
        const timer = setTimeout(() => end(() => reject(new Error(`Waited ${timeout} ms for ${what}.`))), timeout)
        const stop = listen(() => void look())
        void look()
      })
    },
  }
}
