import type { DrawnPoint } from '../kinds/types.ts'
import { outside } from '../outside.ts'
import type { Rule } from '../series/types.ts'
import { alternating } from './alternating.ts'
import { hugging } from './hugging.ts'
import { mixture } from './mixture.ts'
import type { Pattern } from './pattern.ts'
import { run } from './run.ts'
import { trend } from './trend.ts'
import { zone } from './zone.ts'

/**
 * Which rules fire at which points of one phase. Excluded points are passed over, as missing ones are; where nothing
 * varies no pattern is looked for, and a point off the constant is a `constant_changed`.
 */
export function evaluate(
  points: readonly DrawnPoint[],
  excluded: readonly boolean[],
  rules: readonly Rule[],
  /** Points before this one are not there. */
  from = 0,
): Record<string, number[]> {
  const candidates: { point: DrawnPoint; index: number }[] = []
  for (const [i, point] of points.slice(from).entries())
    if (!excluded[from + i]) candidates.push({ point, index: from + i })
  const patterned = candidates.flatMap(({ point: { value, z }, index }) =>
    value === null || z === null ? [] : [{ value, z, index }],
  )
  const found: Record<string, number[]> = {}
  for (const rule of rules) {
    found[rule] =
      rule === 'beyond_3s'
        ? indices(candidates.filter(({ point }) => !isConstant(point) && isOutside(point)))
        : patterns[rule](patterned).flatMap((position) => patterned[position]?.index ?? [])
  }
  const changed = indices(candidates.filter(({ point }) => isConstant(point) && isOutside(point)))
  return changed.length > 0 ? { ...found, constant_changed: changed } : found
}

/** Western Electric and Nelson rules by name; `beyond_3s` is strictly outside the point's own limits. */
const patterns: Record<Exclude<Rule, 'beyond_3s'>, Pattern> = {
  two_of_three_2s: zone(2, 3, 2),
  four_of_five_1s: zone(4, 5, 1),
  run_8: run(8),
  run_9: run(9),
  trend_6: trend(6),
  alternating_14: alternating(14),
  within_1s_15: hugging(15),
  outside_1s_8: mixture(8),
}

function isConstant({ sigma }: DrawnPoint): boolean {
  return sigma === 0
}

function isOutside({ value, lcl, ucl }: DrawnPoint): boolean {
  return value !== null && lcl !== null && ucl !== null && outside(value, lcl, ucl) !== null
}

function indices(candidates: readonly { index: number }[]): number[] {
  return candidates.map(({ index }) => index)
}
