import type { Scalar } from 'yaml'

/**
 * Where each UTF-16 unit of a scalar's value stands in the file, and where its end does: value.length + 1 offsets. Null
 * when the value cannot be found in the text, which then is pointed at as a whole.
 */
export function scalarOffsets(
  text: string,
  [start, end]: readonly [number, number],
  type: Scalar.Type | undefined,
  value: string,
): Uint32Array | null {
  switch (type) {
    case 'PLAIN':
      return align(flowLines(text, start, end).map(plain(text)), value)
    case 'QUOTE_SINGLE':
      return align(flowLines(text, start + 1, end - 1).map(singleQuoted(text)), value)
    case 'QUOTE_DOUBLE':
      return align(flowLines(text, start + 1, end - 1).map(doubleQuoted(text)), value)
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return blockOffsets(text, start, end, value)
    default:
      return null
  }
}

/** One line of a scalar: what it stands for, unit by unit, and where each unit begins. */
interface Line {
  readonly text: string
  readonly offsets: readonly number[]
  readonly end: number
  /** True when a backslash at its end joins it to the next one. */
  readonly joined: boolean
}

interface Stretch {
  readonly from: number
  readonly to: number
}

/** The lines of a flow scalar without the blanks that folding takes away. */
function flowLines(text: string, start: number, end: number): Stretch[] {
  const lines: Stretch[] = []
  for (let at = start; at <= end; ) {
    const found = text.indexOf('\n', at)
    const last = found === -1 || found >= end
    let [from, to] = [at, last ? end : found]
    if (lines.length > 0) while (from < to && isBlank(text[from])) from++
    if (!last) while (to > from && isBlank(text[to - 1]) && text[to - 2] !== '\\') to--
    lines.push({ from, to })
    if (last) break
    at = found + 1
  }
  return lines
}

function isBlank(unit: string | undefined): boolean {
  return unit === ' ' || unit === '\t' || unit === '\r'
}

function plain(text: string): (stretch: Stretch) => Line {
  return ({ from, to }) => ({
    text: text.slice(from, to),
    offsets: Array.from({ length: to - from }, (_, index) => from + index),
    end: to,
    joined: false,
  })
}

function singleQuoted(text: string): (stretch: Stretch) => Line {
  return ({ from, to }) => {
    const offsets: number[] = []
    for (let at = from; at < to; at++) {
      offsets.push(at)
      if (text[at] === "'") at++
    }
    return { text: text.slice(from, to).replaceAll("''", "'"), offsets, end: to, joined: false }
  }
}

const named: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
}
const digits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

function doubleQuoted(text: string): (stretch: Stretch) => Line {
  return ({ from, to }) => {
    const offsets: number[] = []
    let found = ''
    for (let at = from; at < to; at++) {
      if (text[at] !== '\\') {
        found += text[at]
        offsets.push(at)
        continue
      }
      if (at + 1 >= to) return { text: found, offsets, end: at, joined: true }
      const sign = text[at + 1] ?? ''
      const length = digits[sign] ?? 0
      const unit =
        length > 0
          ? String.fromCodePoint(Math.min(Number.parseInt(text.slice(at + 2, at + 2 + length), 16) || 0, 0x10ffff))
          : (named[sign] ?? sign)
      for (let index = 0; index < unit.length; index++) offsets.push(at)
      found += unit
      at += 1 + length
    }
    return { text: found, offsets, end: to, joined: false }
  }
}

/** A block's lines stand below its `|` or `>`, each behind the same indentation. */
function blockOffsets(text: string, start: number, end: number, value: string): Uint32Array | null {
  const first = text.indexOf('\n', start) + 1
  const bare: Stretch[] = []
  for (let at = first; at < end && at > 0; ) {
    const found = text.indexOf('\n', at)
    const to = found === -1 ? end : found
    bare.push({ from: at, to: text[to - 1] === '\r' ? to - 1 : to })
    at = found === -1 ? end : found + 1
  }
  const texts = bare.map(({ from, to }) => text.slice(from, to))
  const filled = texts.filter((line) => line.trim() !== '').slice(0, 1)
  const most = Math.max(0, ...(filled.length > 0 ? filled : texts).map((line) => line.search(/[^ ]|$/)))
  // An indentation indicator in the header can make it less than that of the first line.
  for (let indent = most; indent >= 0; indent--) {
    const lines = bare.map(({ from, to }) => ({ from: Math.min(from + indent, to), to }))
    const offsets = align(lines.map(plain(text)), value)
    if (offsets !== null) return offsets
  }
  return null
}

/** Lays the lines along the value: between them stand line breaks, or the one blank that folding makes of a break. */
function align(lines: readonly Line[], value: string): Uint32Array | null {
  const offsets = new Uint32Array(value.length + 1)
  let at = 0
  let before: Line | null = null
  let empty = 0
  for (const line of lines) {
    if (line.text === '' && !line.joined) {
      empty++
      continue
    }
    const breaks = before?.joined
      ? ['']
      : before === null
        ? ['\n'.repeat(empty), ...breaksOver(empty - 1)]
        : breaksOver(empty)
    const found = breaks.find((one) => value.startsWith(one + line.text, at))
    if (found === undefined) return null
    const between = before?.end ?? line.offsets[0] ?? line.end
    for (let index = 0; index < found.length; index++) offsets[at++] = between
    for (const offset of line.offsets) offsets[at++] = offset
    before = line
    empty = 0
  }
  const end = before?.end ?? lines[0]?.end ?? 0
  while (at < value.length && (value[at] === '\n' || value[at] === ' ')) offsets[at++] = end
  offsets[at] = end
  return at === value.length ? offsets : null
}

/** What the break behind a line and so many empty lines can become: folding takes one break away, or makes it a blank. */
function breaksOver(empty: number): readonly string[] {
  if (empty < 0) return ['']
  const kept = '\n'.repeat(empty)
  return [empty === 0 ? ' ' : kept, `${kept}\n`]
}
