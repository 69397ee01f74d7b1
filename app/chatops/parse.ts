/** What somebody asked for: a word, what follows it, and the flags among it. */
export interface Command {
  readonly name: string
  readonly words: readonly string[]
  readonly flags: readonly Flag[]
  /** As it was written, for the reply and the audit. */
  readonly text: string
}

/** `--name` or `--name=value`. */
export interface Flag {
  readonly name: string
  readonly value: string | null
}

const longest = 500

/** A quoted text, with straight quotes or with those that telephones make of them, or a word. */
const token = /"([^"]*)"|'([^']*)'|“([^”]*)”|‘([^’]*)’|(\S+)/gu

/**
 * The command of a comment: `/kitchen` at the very beginning of its first line. A quote, code or a later line is never
 * one, so that whoever quotes or documents a command does not run it.
 */
export function parseCommand(body: string): Command | null {
  const first = body.split(/\r?\n/, 1)[0] ?? ''
  if (first.length > longest || !/^\/kitchen(?:\s|$)/.test(first)) return null
  const rest = first.slice('/kitchen'.length).trim()
  const tokens = [...rest.matchAll(token)].map((match) => ({
    text: match.slice(1).find((group) => group !== undefined) ?? '',
    quoted: match[5] === undefined,
  }))
  const isFlag = ({ text, quoted }: (typeof tokens)[number]) => !quoted && /^--[a-z]/.test(text)
  const [name = { text: 'help', quoted: false }, ...others] = tokens
  return {
    name: name.text.toLowerCase(),
    words: others.filter((one) => !isFlag(one)).map((one) => one.text),
    flags: others.filter(isFlag).map((one) => flagOf(one.text.slice(2))),
    text: `/kitchen ${rest === '' ? 'help' : rest}`,
  }
}

function flagOf(text: string): Flag {
  const at = text.indexOf('=')
  return at < 0 ? { name: text, value: null } : { name: text.slice(0, at), value: text.slice(at + 1) }
}
