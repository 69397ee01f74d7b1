/** A measure's name: given, or its kind and column (`null_rate_delay`). */
export function measureName(measure: string | Readonly<Record<string, unknown>>): string {
  if (typeof measure === 'string') return measure
  if (typeof measure.name === 'string') return measure.name
  const [kind, column] = kindOf(measure)
  return column === true ? kind : `${kind}_${String(column)}`
}

/** Keys that say something about a measure; the other one is its kind. */
const about = new Set(['name', 'description', 'chart', 'was'])

/** Its kind and what stands under it; an empty kind when there is none or more than one. */
export function kindOf(measure: Readonly<Record<string, unknown>>): readonly [kind: string, options: unknown] {
  const kinds = Object.entries(measure).filter(([key]) => !about.has(key))
  return kinds.length === 1 ? (kinds[0] ?? ['', null]) : ['', null]
}
