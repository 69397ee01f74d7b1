import { column } from '../present.ts'

/** The scale on which limits are computed: as is, logarithms, or Nelson's power for times between rare events. */
export type Scale = 'none' | 'log' | 'time_between'

/**
 * To the working scale. The reader has refused values that are not positive where limits are learned from logarithms; a
 * new one may still be 0 or less, and is then below all.
 */
export function forth(scale: Scale, value: number): number {
  switch (scale) {
    case 'none':
      return value
    case 'log':
      return Math.log(Math.max(Number.MIN_VALUE, value))
    case 'time_between':
      return value ** (1 / NELSON)
  }
}

/** Back to the scale of the data; always finite. */
export function back(scale: Scale, value: number): number {
  switch (scale) {
    case 'none':
      return value
    case 'log':
      return Math.min(Number.MAX_VALUE, Math.exp(value))
    case 'time_between':
      return value <= 0 ? 0 : Math.min(Number.MAX_VALUE, value ** NELSON)
  }
}

/** Values on the working scale as a column: NaN where one is missing. */
export function workingColumn(scale: Scale, values: readonly (number | null)[]): Float64Array {
  const working = column(values)
  if (scale !== 'none') for (let i = 0; i < working.length; i++) working[i] = forth(scale, working[i] ?? Number.NaN)
  return working
}

/** Each value minus the one before; NaN at the start and next to a gap. */
export function differences(values: Float64Array): Float64Array {
  return values.map((value, i) => value - (values[i - 1] ?? Number.NaN))
}

/** L.S. Nelson, Journal of Quality Technology 26 (1994): y^(1/3.6) makes exponential times nearly normal. */
const NELSON = 3.6
