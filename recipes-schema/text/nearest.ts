/** Nobody mistypes a name that is longer than this; comparing two takes as long as their lengths multiplied. */
const longest = 200

/**
 * The candidate that a person most likely meant, or null when none is near (more than a third of the letters differ).
 * Optimal string alignment distance: Damerau 1964, each pair transposed at most once.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > longest) return null
  let best: string | null = null
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue
    const found = distance(word.toLowerCase(), candidate.toLowerCase())
    if (found < bestDistance) {
      best = candidate
      bestDistance = found
    }
  }
  return best
}

/** A hint sentence for an unknown name: the nearest known one, else all of them when they are few. */
export function didYouMean(word: string, candidates: readonly string[]): string | null {
  const near = nearest(word, candidates)
  if (near !== null) return `Did you mean "${near}"?`
  return candidates.length > 0 && candidates.length <= 12 ? `Known here: ${[...candidates].sort().join(', ')}.` : null
}

function distance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        cost = Math.min(cost, (before[column - 2] ?? 0) + 1)
      current.push(cost)
    }
    before = previous
    previous = current
  }
  return previous[b.length] ?? 0
}
