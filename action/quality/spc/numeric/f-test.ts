import { incompleteBeta } from './incomplete-beta.ts'

/** P(F > f) for Fisher's F with `between` and `within` degrees of freedom, f >= 0. */
export function fTail(f: number, between: number, within: number): number {
  return incompleteBeta(within / 2, between / 2, within / (within + between * f))
}
