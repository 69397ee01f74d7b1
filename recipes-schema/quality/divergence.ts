/** How many rows of each side are of one category. */
export interface Share {
  readonly name: string
  readonly ours: number
  readonly theirs: number
}

/**
 * Population stability index: sum of (p - q) ln(p / q) over the shares of both sides, half a row added to each count so
 * that an empty category stays finite. Null when a side is empty.
 */
export function populationStability(shares: readonly Share[]): number | null {
  const [ours, theirs] = totals(shares)
  if (ours === 0 || theirs === 0) return null
  const [n, m] = [ours + shares.length / 2, theirs + shares.length / 2]
  return shares.reduce((sum, share) => {
    const [p, q] = [(share.ours + 0.5) / n, (share.theirs + 0.5) / m]
    return sum + (p - q) * Math.log(p / q)
  }, 0)
}

/** Jensen-Shannon divergence in bits, from 0 (equal) to 1 (nothing in common). Null when a side is empty. */
export function jensenShannon(shares: readonly Share[]): number | null {
  const [ours, theirs] = totals(shares)
  if (ours === 0 || theirs === 0) return null
  const part = (p: number, middle: number): number => (p === 0 ? 0 : p * Math.log2(p / middle))
  const sum = shares.reduce((sum, share) => {
    const [p, q] = [share.ours / ours, share.theirs / theirs]
    return sum + part(p, (p + q) / 2) + part(q, (p + q) / 2)
  }, 0)
  return Math.min(Math.max(sum / 2, 0), 1)
}

/** The category whose share moved most, with both shares. */
export function mostChanged(shares: readonly Share[]): Share {
  const [ours, theirs] = totals(shares)
  const moved = shares.map((share) => ({ ...share, ours: share.ours / ours, theirs: share.theirs / theirs }))
  return moved.reduce((most, one) => (Math.abs(one.ours - one.theirs) > Math.abs(most.ours - most.theirs) ? one : most))
}

function totals(shares: readonly Share[]): [ours: number, theirs: number] {
  return [shares.reduce((sum, one) => sum + one.ours, 0), shares.reduce((sum, one) => sum + one.theirs, 0)]
}
