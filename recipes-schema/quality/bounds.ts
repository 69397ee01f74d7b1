import { plainNumber } from './words.ts'

/** At least, at most, or both. */
export interface Bounds {
  readonly min?: number
  readonly max?: number
}

/** For the `properties` of a schema. */
export function boundsSchema(type: 'integer' | 'number', minimum?: number): Record<'min' | 'max', object> {
  const number = minimum === undefined ? { type } : { type, minimum }
  return { min: number, max: number }
}

/** How far a number is outside; 0 within. */
export function outside(value: number, { min, max }: Bounds): number {
  if (min !== undefined && value < min) return min - value
  return max !== undefined && value > max ? value - max : 0
}

export function boundsText({ min, max }: Bounds): string {
  if (min !== undefined && min === max) return `exactly ${plainNumber(min)}`
  if (max === undefined) return `at least ${plainNumber(min ?? 0)}`
  return min === undefined ? `at most ${plainNumber(max)}` : `${plainNumber(min)} to ${plainNumber(max)}`
}
