import { measureKinds } from '../quality/measures/index.ts'
import type { MeasureKind } from '../quality/measures/kind.ts'

/** A measure's name: given, or what its kind makes of its options (`null_rate_delay`). */
export function measureName(measure: string | Readonly<Record<string, unknown>>): string {
  if (typeof measure === 'string') return measure
  if (typeof measure.name === 'string') return measure.name
  const [key, options] = kindOf(measure)
  const kind = measureKinds.find((candidate) => candidate.key === key) as MeasureKind<unknown> | undefined
  return kind?.name(options) ?? ''
}

/** Keys that say something about a measure; the other one is its kind. */
const about = new Set(['name', 'description', 'chart', 'was'])

/** Its kind and what stands under it; an empty kind when there is none or more than one. */
export function kindOf(measure: Readonly<Record<string, unknown>>): readonly [kind: string, options: unknown] {
  const kinds = Object.entries(measure).filter(([key]) => !about.has(key))
  return kinds.length === 1 ? (kinds[0] ?? ['', null]) : ['', null]
}
