import type { ParameterUse } from '../parser.ts'
import type { Token } from './tokens.ts'

/** Every `$name` that stands in no text, name or comment, in the order of the text. */
export function parameterUses(text: string, tokens: readonly Token[]): ParameterUse[] {
  return tokens
    .filter(({ type }) => type === 'parameter')
    .map(({ start, end }) => ({ name: text.slice(start + 1, end), start, end }))
}

/**
 * The same text with something else for each parameter, filled up with spaces to its length, so that every other place
 * stays where it is. `stand` has to be no longer than `$x`.
 */
export function withParameters(
  text: string,
  uses: readonly ParameterUse[],
  stand: (use: ParameterUse) => string,
): string {
  let replaced = ''
  let at = 0
  for (const use of uses) {
    replaced += text.slice(at, use.start) + stand(use).padEnd(use.end - use.start)
    at = use.end
  }
  return replaced + text.slice(at)
}
