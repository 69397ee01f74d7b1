import { firstWhole } from './bisect.ts'
import { incompleteBeta } from './incomplete-beta.ts'
import { lowerGamma, upperGamma } from './incomplete-gamma.ts'

/**
 * A distribution over 0, 1, 2 ...: `cdf(k)` = P(X <= k) and `tail(k)` = P(X > k), each computed directly so that small
 * probabilities keep their digits. `bound` is a whole number that X never usefully passes.
 */
export interface Discrete {
  cdf: (k: number) => number
  tail: (k: number) => number
  bound: number
}

/** Successes among n trials, each with probability p. */
export function binomial(n: number, p: number): Discrete {
  // Past a billion trials the beta function runs out of digits, and the rarer outcome is Poisson to 8 of them.
  if (n > 1e9) return p <= 0.5 ? { ...poisson(n * p), bound: n } : mirrored(poisson(n * (1 - p)), n)
  return {
    cdf: (k) => (k >= n ? 1 : incompleteBeta(n - k, k + 1, 1 - p)),
    tail: (k) => (k >= n ? 0 : incompleteBeta(k + 1, n - k, p)),
    bound: n,
  }
}

/** n minus a count. */
function mirrored(distribution: Discrete, n: number): Discrete {
  return {
    cdf: (k) => (k >= n ? 1 : distribution.tail(n - k - 1)),
    tail: (k) => (k >= n ? 0 : distribution.cdf(n - k - 1)),
    bound: n,
  }
}

/** Counts with the given mean. */
export function poisson(mean: number): Discrete {
  return {
    cdf: (k) => upperGamma(k + 1, mean),
    tail: (k) => lowerGamma(k + 1, mean),
    bound: Math.ceil(mean + 40 * Math.sqrt(mean) + 100),
  }
}

/** Non-events before an event, with the given mean. */
export function geometric(mean: number): Discrete {
  // log(mean / (mean + 1)), the chance of one more non-event, kept precise for a large mean.
  const logStay = -Math.log1p(1 / mean)
  return {
    cdf: (k) => -Math.expm1((k + 1) * logStay),
    tail: (k) => Math.exp((k + 1) * logStay),
    bound: Math.ceil(mean * 750 + 100),
  }
}

/** The smallest k with P(X <= k) >= p. */
export function lowerQuantile(distribution: Discrete, p: number): number {
  return firstWhole(0, distribution.bound, (k) => distribution.cdf(k) >= p)
}

/** The smallest k with P(X > k) <= p. */
export function upperQuantile(distribution: Discrete, p: number): number {
  return firstWhole(0, distribution.bound, (k) => distribution.tail(k) <= p)
}
