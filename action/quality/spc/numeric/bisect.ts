/**
 * The x >= 0 at which a function that falls from f(0) > level crosses the level, to the last bit that doubles hold.
 * The bracket doubles until it holds the root, then halves.
 */
export function whereFallsTo(level: number, f: (x: number) => number): number {
  let high = 1
  while (f(high) > level && high < 1e150) high *= 2
  let low = 0
  for (let middle = high / 2; middle > low && middle < high; middle = low + (high - low) / 2) {
    if (f(middle) > level) low = middle
    else high = middle
  }
  return high
}

/** The smallest whole number in [low, high] at which a condition that stays true once true is true; else `high`. */
export function firstWhole(low: number, high: number, isTrue: (k: number) => boolean): number {
  let from = low
  let to = high
  while (from < to) {
    const middle = Math.floor(from + (to - from) / 2)
    if (isTrue(middle)) to = middle
    else from = middle + 1
  }
  return from
}
