interface Limit {
  /** Aborts when the outer signal does, or when the time is over. */
  readonly signal: AbortSignal
  readonly isOver: () => boolean
  readonly clear: () => void
}

/** A `timeout-minutes`, as text; undefined is no limit. */
export function limitOf(minutes: string | undefined, outer: AbortSignal): Limit {
  const own = new AbortController()
  const ms = Number(minutes ?? Number.NaN) * 60_000
  const timer = Number.isFinite(ms) ? setTimeout(() => own.abort(), ms) : null
  return {
    signal: AbortSignal.any([outer, own.signal]),
    isOver: () => own.signal.aborted,
    clear() {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
