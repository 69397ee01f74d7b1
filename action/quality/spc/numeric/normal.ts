import { whereFallsTo } from './bisect.ts'
import { lowerGamma, upperGamma } from './incomplete-gamma.ts'

/** P(Z > z) for a standard normal Z; keeps its digits far out in the tail. */
export function normalTail(z: number): number {
  const half = (z * z) / 2
  return z >= 0 ? upperGamma(0.5, half) / 2 : 0.5 + lowerGamma(0.5, half) / 2
}

/** P(Z <= z). */
export function normalCdf(z: number): number {
  return normalTail(-z)
}

/** The standard normal density. */
export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
}

/** The z with P(Z > z) = tail, for 0 < tail <= 0.5. */
export function normalQuantile(tail: number): number {
  return tail >= 0.5 ? 0 : whereFallsTo(tail, normalTail)
}
