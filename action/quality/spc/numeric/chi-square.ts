import { upperGamma } from './incomplete-gamma.ts'

/** P(X > x) for a chi-square X with `df` degrees of freedom. */
export function chiSquareTail(x: number, df: number): number {
  return upperGamma(df / 2, x / 2)
}
