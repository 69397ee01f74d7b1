/** What somebody asked for: a word and what follows it. */
export interface Command {
  readonly name: string
  readonly words: readonly string[]
}

const longest = 500

/**
 * The command of a comment: `/kitchen` at the very beginning of its first line. A quote, code or a later line is never
 * one, so that whoever quotes or documents a command does not run it.
 */
export function parseCommand(body: string): Command | null {
  const first = body.split(/\r?\n/, 1)[0] ?? ''
  if (first.length > longest || !/^\/kitchen(?:\s|$)/.test(first)) return null
  const [name = 'help', ...words] = first.trim().split(/\s+/).slice(1)
  return { name: name.toLowerCase(), words }
}
