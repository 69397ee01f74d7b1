import { logGamma } from './log-gamma.ts'

/**
 * Regularised incomplete beta I_x(a, b) for a, b > 0 and 0 <= x <= 1: the tail of Student's t and of the binomial.
 * Continued fraction by the modified Lentz method, on the side where it converges quickly.
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return x < (a + 1) / (a + b + 2) ? (front * fraction(a, b, x)) / a : 1 - (front * fraction(b, a, 1 - x)) / b
}

function fraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let h = d
  for (let m = 1; m < MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    h *= d * c
    if (Math.abs(d * c - 1) < PRECISION) break
  }
  return h
}

/** Lentz's guard: a denominator must not be zero. */
function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}

const MAX_TERMS = 100_000
const PRECISION = 1e-15
const TINY = 1e-300
