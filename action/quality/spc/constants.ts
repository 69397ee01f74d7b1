import { logGamma } from './numeric/log-gamma.ts'
import { normalCdf, normalDensity, normalQuantile } from './numeric/normal.ts'

/** c4(n): the mean of the sample standard deviation of n >= 2 standard normal values. */
export function c4(n: number): number {
  return Math.sqrt(2 / (n - 1)) * Math.exp(logGamma(n / 2) - logGamma((n - 1) / 2))
}

/** d2(n): the mean of the range of n >= 2 standard normal values. */
export function d2(n: number): number {
  return range(n).mean
}

/** d3(n): the standard deviation of the range of n >= 2 standard normal values. */
export function d3(n: number): number {
  return range(n).deviation
}

/** The median of |x - y| for two standard normal values: what a median moving range is divided by (about 0.954). */
export function d4OfTwo(): number {
  return Math.SQRT2 * normalQuantile(0.25)
}

interface RangeMoments {
  mean: number
  deviation: number
}

const known = new Map<number, RangeMoments>()

function range(n: number): RangeMoments {
  const cached = known.get(n)
  if (cached) return cached
  const computed = rangeMoments(n)
  known.set(n, computed)
  return computed
}

/**
 * E[R] = integral of P(R > w), E[R^2] = integral of 2 w P(R > w), over w in [0, 16], by Gauss-Legendre on panels of 1.
 * Source: L.H.C. Tippett, Biometrika 17 (1925).
 */
function rangeMoments(n: number): RangeMoments {
  let first = 0
  let second = 0
  for (let panel = 0; panel < 16; panel++) {
    for (const [node, weight] of GAUSS_8) {
      const w = panel + (1 + node) / 2
      const share = (weight / 2) * rangeTail(w, n)
      first += share
      second += 2 * w * share
    }
  }
  return { mean: first, deviation: Math.sqrt(second - first * first) }
}

/** P(R > w) = 1 - n * integral of phi(x) (Phi(x + w) - Phi(x))^(n-1) dx; the trapezium rule is exact to rounding here. */
function rangeTail(w: number, n: number): number {
  let inside = 0
  for (let i = -STEPS; i <= STEPS; i++) {
    const x = i * STEP
    inside += normalDensity(x) * (normalCdf(x + w) - normalCdf(x)) ** (n - 1)
  }
  return 1 - n * inside * STEP
}

const STEP = 0.1
const STEPS = 90

/** Nodes and weights of the eight-point Gauss-Legendre rule on [-1, 1]. */
const GAUSS_8: readonly (readonly [number, number])[] = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
].flatMap(([node = 0, weight = 0]) => [[node, weight] as const, [-node, weight] as const])
