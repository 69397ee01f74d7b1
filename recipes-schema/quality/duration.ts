const units: readonly (readonly [unit: string, seconds: number])[] = [
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
]

/** `45m` in seconds; the schema has made sure of the form. */
export function secondsOf(written: string): number {
  const [, size = Number.NaN] = units.find(([unit]) => written.endsWith(unit)) ?? []
  return Number(written.slice(0, -1)) * size
}

/** Seconds as people say them: `3d 4h`, the two largest units that matter; weeks as days. */
export function durationText(seconds: number): string {
  let rest = Math.round(Math.abs(seconds))
  const parts: string[] = []
  for (const [unit, size] of units.slice(1)) {
    const whole = Math.floor(rest / size)
    rest -= whole * size
    if (whole > 0) parts.push(`${whole}${unit}`)
  }
  const text = parts.slice(0, 2).join(' ') || '0s'
  return seconds < 0 ? `-${text}` : text
}
