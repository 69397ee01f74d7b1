/** How far off a number may be: `5%` of what is expected, or an amount. */
export type Within = string | number

export const withinSchema = {
  anyOf: [
    { type: 'number', minimum: 0 },
    { type: 'string', pattern: '^\\d+(\\.\\d+)? ?%$' },
  ],
  description: 'How far off it may be: 5% of what is expected, or an amount.',
} as const

/** How far off the expected number is let be; exact where nothing is said. */
export function allowance(within: Within | undefined, expected: number): number {
  if (within === undefined) return 0
  return typeof within === 'number' ? within : (Math.abs(expected) * Number(within.replace(/ ?%$/, ''))) / 100
}

/** For a sentence: ", 5% allowed". */
export function allowedText(within: Within | undefined): string {
  return within === undefined ? '' : `, ${within} allowed`
}
