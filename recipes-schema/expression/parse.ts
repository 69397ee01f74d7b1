import { type Expr, ExpressionError, Lexer, Parser } from '@actions/expressions'
import { contexts, statusFunctions } from './contexts.ts'

/** A stretch of a template: plain text, or what stands between `${{` and `}}`. */
export interface Part {
  readonly type: 'literal' | 'expression'
  readonly source: string
  /** Where the source begins in the template. */
  readonly start: number
  readonly closed: boolean
}

/** A template taken apart; a `}}` in a quoted text closes nothing. */
export function partsOf(text: string): Part[] {
  const found: Part[] = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('${{', at)
    if (open !== at)
      found.push({ type: 'literal', source: text.slice(at, open === -1 ? undefined : open), start: at, closed: true })
    if (open === -1) break
    const close = closeOf(text, open + 3)
    const source = text.slice(open + 3, close === -1 ? undefined : close)
    found.push({ type: 'expression', source, start: open + 3, closed: close !== -1 })
    at = close === -1 ? text.length : close + 2
  }
  return found
}

function closeOf(text: string, from: number): number {
  let quoted = false
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted
    else if (!quoted && text.startsWith('}}', at)) return at
  }
  // An unclosed quote is the expression's fault, which is easier to understand than that of the brackets.
  return text.indexOf('}}', from)
}

export type Parsed =
  | { readonly ok: true; readonly expression: Expr }
  | { readonly ok: false; readonly message: string; readonly start: number; readonly end: number }

export const statusInfos = statusFunctions.map((name) => ({ name, minArgs: 0, maxArgs: 0 }))

/** Parses one expression with GitHub's own parser; a fault comes with its stretch of the source. */
export function parseExpression(source: string): Parsed {
  const blank = source.length - source.trimStart().length
  const whole = { start: blank, end: Math.max(source.trimEnd().length, blank + 1) }
  if (source.trim() === '') return { ok: false, message: 'it is empty', start: 0, end: Math.max(source.length, 1) }
  try {
    return { ok: true, expression: new Parser(new Lexer(source).lex().tokens, [...contexts], statusInfos).parse() }
  } catch (error) {
    if (error instanceof ExpressionError) {
      const at = offsetOf(source, error.pos)
      const start = at < source.trimEnd().length ? at : Math.max(source.trimEnd().length - 1, 0)
      const word = /^[\w.-]+|^[^\s]/.exec(source.slice(start))
      return { ok: false, message: wordsOf(error.message), start, end: start + (word?.[0].length ?? 1) }
    }
    if (error instanceof Error) return { ok: false, message: wordsOf(error.message), ...whole }
    throw error
  }
}

/** The offset of a position of the lexer's, which counts lines and columns from 0. */
export function offsetOf(source: string, { line, column }: { readonly line: number; readonly column: number }): number {
  let start = 0
  for (let n = 0; n < line; n++) start = source.indexOf('\n', start) + 1
  return start + column
}

function wordsOf(message: string): string {
  const [, symbol] = /^Unexpected symbol: '(.*?)'(?:$|\. )/s.exec(message) ?? []
  if (symbol === 'EOF') return 'it ends too early'
  if (symbol !== undefined) return `${symbol} does not belong here`
  const [, named] = /^Unrecognized named-value: '(.*)'/.exec(message) ?? []
  if (named !== undefined) return `there is no context or function "${named}"; texts stand in single quotes`
  const [, called] = /^Unrecognized function: '(.*)'/.exec(message) ?? []
  if (called !== undefined) return `there is no function ${called}()`
  const [, count, of] = /^Too (few|many) parameters supplied: '(.*)'/.exec(message) ?? []
  if (of !== undefined) return `${of}() is given too ${count} values`
  return message.replace(/\.$/, '')
}
