/** Which side of its limits a value is strictly outside of; null when inside or on a limit. */
export function outside(value: number, lcl: number, ucl: number): 'below' | 'above' | null {
  const slack = tolerance(value, (ucl - lcl) / 6)
  if (value > ucl + slack) return 'above'
  return value < lcl - slack ? 'below' : null
}

/** How far two values may lie apart and still count as equal: rounding of the arithmetic, never a visible difference. */
export function tolerance(value: number, sigma: number): number {
  return Math.max(1e-9 * sigma, 1e-12 * Math.abs(value))
}

/** (value - center) / sigma, always finite: a sigma that vanishes against the distance reads as +-1e100. */
export function standardise(value: number, center: number, sigma: number): number {
  const distance = value - center
  if (Math.abs(distance) <= tolerance(value, sigma)) return 0
  return Math.min(FARTHEST, Math.max(-FARTHEST, distance / sigma))
}

const FARTHEST = 1e100
