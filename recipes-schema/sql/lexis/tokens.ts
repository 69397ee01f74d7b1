import type { Lexis } from './lexis.ts'

export interface Token {
  readonly type: 'space' | 'comment' | 'word' | 'name' | 'text' | 'number' | 'parameter' | 'sign' | 'unended'
  readonly start: number
  readonly end: number
}

const space = /[\s\uFEFF]+/y
const asciiSpace = /[ \t\n\v\f\r]+/y
/** Everything outside of ASCII may be part of a name; a space there, too, unless it is one to the dialect. */
const word = /(?:[\p{L}_]|(?!\s)[\u{80}-\u{10FFFF}])(?:[\p{L}\p{N}_$]|(?!\s)[\u{80}-\u{10FFFF}])*/uy
const wordWithSpaces = /[\p{L}_\u{80}-\u{10FFFF}][\p{L}\p{N}_$\u{80}-\u{10FFFF}]*/uy
const number = /\d[\w.]*|\.\d\w*/y
const parameter = /\$[A-Za-z_]\w*/y
const dollarQuote = /\$(?:[A-Za-z_]\w*)?\$/y

/**
 * A text's tokens, without a gap. One pass, linear. What is begun and not ended (a quote, a comment) is one `unended`
 * token to the end of the text.
 */
export function tokensOf(text: string, lexis: Lexis): Token[] {
  const tokens: Token[] = []
  for (let start = 0; start < text.length; ) {
    const [type, end] = tokenAt(text, start, lexis)
    tokens.push(end === null ? { type: 'unended', start, end: text.length } : { type, start, end })
    start = end ?? text.length
  }
  return tokens
}

/** The end is null for what does not end. */
function tokenAt(text: string, start: number, lexis: Lexis): [type: Token['type'], end: number | null] {
  const spaceEnd = endOf(lexis.unicodeSpaces ? space : asciiSpace, text, start)
  if (spaceEnd !== null) return ['space', spaceEnd]
  if (lexis.lineComments.some((mark) => text.startsWith(mark, start))) {
    const end = text.indexOf('\n', start)
    return ['comment', end === -1 ? text.length : end]
  }
  if (text.startsWith('/*', start)) return ['comment', blockCommentEnd(text, start, lexis.nested)]
  const char = text[start] ?? ''
  if (char === lexis.nameQuote) return ['name', quotedEnd(text, start, char, false)]
  if (lexis.textQuotes.includes(char)) return ['text', textEnd(text, start, lexis, lexis.backslash === 'always')]
  if (char === '$') return dollarAt(text, start, lexis)
  const wordEnd = endOf(lexis.unicodeSpaces ? word : wordWithSpaces, text, start)
  if (wordEnd !== null) return prefixedAt(text, start, wordEnd, lexis)
  const numberEnd = endOf(number, text, start)
  if (numberEnd !== null) return ['number', numberEnd]
  return ['sign', start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1)]
}

/** `e'...'`, `r'...'`, `x'...'`, `U&"..."`: what stands before a quote belongs to the text or name. */
function prefixedAt(text: string, start: number, end: number, lexis: Lexis): [Token['type'], number | null] {
  const prefix = text.slice(start, end).toLowerCase()
  if (prefix === 'u' && text[end] === '&') {
    if (text[end + 1] === "'") return ['text', textEnd(text, end + 1, lexis, false)]
    if (text[end + 1] === '"' && lexis.nameQuote === '"') return ['name', quotedEnd(text, end + 1, '"', false)]
  }
  if (!/^([exbnr]|rb|br)$/.test(prefix) || !lexis.textQuotes.includes(text[end] ?? '')) return ['word', end]
  const raw = lexis.rawAndTriple === true && prefix.includes('r')
  const escapes = lexis.backslash === 'always' ? !raw : lexis.backslash === 'e' && prefix === 'e'
  return ['text', textEnd(text, end, lexis, escapes)]
}

function textEnd(text: string, start: number, lexis: Lexis, escapes: boolean): number | null {
  const quote = text[start] ?? ''
  if (lexis.rawAndTriple === true && text.startsWith(quote.repeat(3), start)) {
    for (let at = start + 3; at < text.length; at++) {
      if (text[at] === '\\') at++
      else if (text.startsWith(quote.repeat(3), at)) return at + 3
    }
    return null
  }
  // In a raw text, too, a backslash keeps the quote after it from ending it.
  return quotedEnd(
    text,
    start,
    quote,
    escapes || (lexis.rawAndTriple === true && text[start - 1]?.toLowerCase() === 'r'),
  )
}

function quotedEnd(text: string, start: number, quote: string, escapes: boolean): number | null {
  for (let at = start + 1; at < text.length; at++) {
    if (escapes && text[at] === '\\') at++
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1
      at++
    }
  }
  return null
}

function blockCommentEnd(text: string, start: number, nested: boolean): number | null {
  let depth = 1
  for (let at = start + 2; at < text.length; at++) {
    if (text.startsWith('*/', at)) {
      depth--
      at++
      if (depth === 0) return at + 1
    } else if (nested && text.startsWith('/*', at)) {
      depth++
      at++
    }
  }
  return null
}

function dollarAt(text: string, start: number, { dollars }: Lexis): [Token['type'], number | null] {
  const open = dollars === 'none' ? null : endOf(dollarQuote, text, start)
  if (open !== null && (dollars === 'tagged' || open === start + 2)) {
    const mark = text.slice(start, open)
    const close = text.indexOf(mark, open)
    return ['text', close === -1 ? null : close + mark.length]
  }
  const end = endOf(parameter, text, start)
  return end === null ? ['sign', start + 1] : ['parameter', end]
}

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : null
}
