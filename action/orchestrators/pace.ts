/** How often a run is looked at, and for how long a tool may be away; in milliseconds. */
export interface Pace {
  readonly first: number
  readonly longest: number
  /** How long a tool may not answer, or a word may not be understood, before the node fails. */
  readonly patience: number
  /** How long a cancellation may take to reach the tool and be confirmed: GitHub kills a cancelled job after ten seconds. */
  readonly grace: number
}

export const usualPace: Pace = { first: 500, longest: 15_000, patience: 600_000, grace: 6000 }

/** The wait after a look: longer each time that nothing has changed, and never the same for two that began together. */
export function nextWait(wait: number, changed: boolean, { first, longest }: Pace, random: number): number {
  const full = changed ? first : Math.min(longest, wait * 1.5)
  return full * (1 - random / 4)
}

/** A signal that aborts a while after another one: for what has still to be said to a tool then. */
export function after(signal: AbortSignal, milliseconds: number): AbortSignal {
  const controller = new AbortController()
  const begin = (): void => {
    setTimeout(() => controller.abort(), milliseconds).unref()
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return controller.signal
}
