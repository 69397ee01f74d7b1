import { fail, shown } from './fail.ts'

/** The largest size of a number whose squares can still be added up. */
const LARGEST = 1e140

/** True for a number that can be computed with as it is. */
export function isPlain(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LARGEST
}

/** A finite number, or a fault at its path. */
export function readNumber(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return fail(
      'not_a_number',
      path,
      `${shownNumber(value)} is not a finite number.`,
      'Write null for a missing point.',
    )
  }
  if (Math.abs(value) > LARGEST) {
    return fail('too_large', path, `${value} is too large to compute with.`, 'Chart it in a larger unit.')
  }
  return value
}

/** A finite number within bounds that `wanted` describes. */
export function readWithin(value: unknown, path: string, isIn: (x: number) => boolean, wanted: string): number {
  if (isPlain(value) && isIn(value)) return value
  const number = readNumber(value, path)
  return isIn(number) ? number : fail('out_of_range', path, `${number} is not ${wanted}.`, `Give ${wanted}.`)
}

/** A whole number from `low` to `high`. */
export function readWhole(value: unknown, path: string, low: number, high: number): number {
  const wanted = high < Number.MAX_SAFE_INTEGER ? `a whole number from ${low} to ${high}` : `a whole number from ${low}`
  return readWithin(value, path, (x) => Number.isSafeInteger(x) && x >= low && x <= high, wanted)
}

/** An array, or a fault. */
export function readArray(value: unknown, path: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail('not_an_array', path, `${shown(value)} is not an array.`, 'Write [...].')
}

/** One of a few words. */
export function readChoice<T extends string>(value: unknown, path: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value)
  return (
    found ?? fail('unknown_choice', path, `${shown(value)} is not known here.`, `Choose from: ${choices.join(', ')}.`)
  )
}

function shownNumber(value: unknown): string {
  return typeof value === 'number' ? String(value) : shown(value)
}
