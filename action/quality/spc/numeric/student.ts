import { whereFallsTo } from './bisect.ts'
import { incompleteBeta } from './incomplete-beta.ts'

/** P(T > t) for Student's t with `df` degrees of freedom, t >= 0. */
export function studentTail(t: number, df: number): number {
  return incompleteBeta(df / 2, 0.5, df / (df + t * t)) / 2
}

/** The t with P(T > t) = tail, for 0 < tail < 0.5 and df >= 1. */
export function studentQuantile(tail: number, df: number): number {
  return whereFallsTo(tail, (t) => studentTail(t, df))
}
