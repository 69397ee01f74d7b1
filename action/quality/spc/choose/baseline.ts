import type { MeasureInput } from './measure-series.ts'

/**
 * A measure's history as columns, with what a single pass over it finds: an order may judge thousands of histories, and
 * walking from point to point through memory costs more than the arithmetic.
 */
export interface Baseline {
  /** All of the history's values. */
  readonly all: readonly (number | null)[]
  /** Indices of all points that nothing is learned from. */
  readonly excluded: readonly number[]
  /** The lowest of all values, excluded ones too. */
  readonly lowest: number
  /** True where all values are whole numbers that can count something. */
  readonly whole: boolean
  /** What limits are learned from: one entry a run of the current phase, NaN where it is missing or excluded. */
  readonly values: Float64Array
  /** How many of them are there. */
  readonly count: number
  readonly sum: number
  readonly low: number
  readonly high: number
}

export function baselineOf({ history, phases }: Pick<MeasureInput, 'history' | 'phases'>): Baseline {
  const from = phases.at(-1) ?? 0
  const values = new Float64Array(history.length - from)
  const all = new Array<number | null>(history.length)
  const excluded: number[] = []
  let [lowest, whole] = [Number.POSITIVE_INFINITY, true]
  let [count, sum, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < all.length; i++) {
    const point = history[i]
    const value = point?.value ?? null
    const isOut = point?.excluded === true
    all[i] = value
    if (isOut) excluded.push(i)
    if (value !== null && value < lowest) lowest = value
    if (whole && !isWhole(value)) whole = false
    if (i < from) continue
    const learned = value === null || isOut ? Number.NaN : value
    values[i - from] = learned
    if (Number.isNaN(learned)) continue
    count++
    sum += learned
    if (learned < low) low = learned
    if (learned > high) high = learned
  }
  return { all, excluded, lowest, whole, values, count, sum, low, high }
}

/** True for what can be a count; a missing value may have been one. */
export function isWhole(value: number | null): boolean {
  return value === null || (Number.isSafeInteger(value) && value >= 0)
}
