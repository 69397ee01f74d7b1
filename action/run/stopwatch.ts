/** Seconds since now, to the millisecond, by a clock that is never set back. */
export function stopwatch(): () => number {
  const started = performance.now()
  return () => Math.round(performance.now() - started) / 1000
}
