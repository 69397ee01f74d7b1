import { exits } from './fault.ts'
import { killAll } from './process/run-process.ts'

/**
 * A signal that aborts when the process is asked to end. The first SIGINT or SIGTERM cancels: what runs is ended in order
 * and the order says what is left. A second one ends the process at once, and with it all that it started.
 */
export function stopSignals(tell: (message: string) => void): { readonly signal: AbortSignal; abort(): void } {
  const stop = new AbortController()
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(exits.cancelled)
    tell('Cancelling: what runs is ended. Once more, and Galley ends at once.')
    stop.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  // Also when Galley itself fails: nothing that it started outlives it.
  process.on('exit', killAll)
  return { signal: stop.signal, abort: () => stop.abort() }
}
