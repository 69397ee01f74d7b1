/**
 * The consecutive days that production receives, one extract each, oldest first.
 *
 * Chosen so that a sound chart is calm: once it has twenty days, no measure of the example leaves its limits on any
 * later day, neither around one mean nor around a mean for each weekday.
 */
export const days: readonly string[] = consecutive('2001-04-10', 38)

/** The day that the pull requests are judged on: a Thursday. */
export const today = '2001-05-17'

function consecutive(first: string, count: number): string[] {
  const start = Date.parse(`${first}T00:00:00Z`)
  return Array.from({ length: count }, (_, index) => new Date(start + index * 86_400_000).toISOString().slice(0, 10))
}
