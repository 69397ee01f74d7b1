import type { Session } from '../warehouses/warehouse.ts'

/** How often a statement is told to stop, in milliseconds. */
const pause = 50

/**
 * Interrupts what a session runs once the signal aborts, and whatever it starts after that: an interrupt that comes a
 * moment before its statement would be lost. Gives the function that ends the watch.
 */
export function interruptOnAbort(signal: AbortSignal, session: Session): () => void {
  let timer: NodeJS.Timeout | undefined
  const start = (): void => {
    session.interrupt()
    timer = setInterval(() => session.interrupt(), pause)
  }
  if (signal.aborted) start()
  else signal.addEventListener('abort', start, { once: true })
  return () => {
    signal.removeEventListener('abort', start)
    clearInterval(timer)
  }
}
