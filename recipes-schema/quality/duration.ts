const units: readonly (readonly [unit: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
]

/** Seconds as people say them: `3d 4h`, the two largest units that matter. */
export function durationText(seconds: number): string {
  let rest = Math.round(Math.abs(seconds))
  const parts: string[] = []
  for (const [unit, size] of units) {
    const whole = Math.floor(rest / size)
    rest -= whole * size
    if (whole > 0) parts.push(`${whole}${unit}`)
  }
  const text = parts.slice(0, 2).join(' ') || '0s'
  return seconds < 0 ? `-${text}` : text
}
