import { logGamma } from './log-gamma.ts'

/**
 * Regularised upper incomplete gamma Q(a, x) for a > 0, x >= 0: the tail of the chi-square and Poisson families.
 * Series below the mean, continued fraction (modified Lentz) above it, so that small tails keep their digits.
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x)
}

/** Regularised lower incomplete gamma P(a, x) = 1 - Q(a, x). */
export function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x)
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n < MAX_TERMS && term > sum * PRECISION; n++) {
    term *= x / (a + n)
    sum += term
  }
  return sum * front(a, x)
}

function upperFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let h = d
  for (let i = 1; i < MAX_TERMS; i++) {
    const an = -i * (i - a)
    b += 2
    d = 1 / away(an * d + b)
    c = away(b + an / c)
    h *= d * c
    if (Math.abs(d * c - 1) < PRECISION) break
  }
  return h * front(a, x)
}

function front(a: number, x: number): number {
  return Math.exp(a * Math.log(x) - x - logGamma(a))
}

/** Lentz's guard: a denominator must not be zero. */
function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}

const MAX_TERMS = 100_000
const PRECISION = 1e-16
const TINY = 1e-300
