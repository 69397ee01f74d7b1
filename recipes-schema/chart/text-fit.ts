/**
 * Width in pixels that a text takes at a font size, estimated from DejaVu Sans's advance widths: good to a few per
 * cent, and rather too wide than too narrow, so that what is fitted never overflows.
 */
export function textWidth(text: string, size: number, bold = false): number {
  let ems = 0
  for (const character of text) ems += advance(character)
  return ems * size * (bold ? 1.11 : 1)
}

/** The text in at most `lines` lines of `width` pixels, broken at spaces; what is left over ends in an ellipsis. */
export function wrap(text: string, width: number, size: number, bold: boolean, lines: number): string[] {
  const wrapped: string[] = []
  for (const word of text.split(' ')) {
    const last = wrapped.at(-1)
    if (last !== undefined && textWidth(`${last} ${word}`, size, bold) <= width)
      wrapped[wrapped.length - 1] = `${last} ${word}`
    else wrapped.push(word)
  }
  const kept = wrapped.slice(0, lines)
  if (wrapped.length > lines) kept[lines - 1] = `${kept[lines - 1]} ${wrapped.slice(lines).join(' ')}`
  return kept.map((line) => shorten(line, width, size, bold))
}

/** The text with its end cut off to fit. */
export function shorten(text: string, width: number, size: number, bold = false): string {
  return cut(text, width, size, bold, (keep) => `${text.slice(0, keep)}…`)
}

/** The text with its middle cut out to fit, because names differ at both ends. */
export function shortenMiddle(text: string, width: number, size: number, bold = false): string {
  return cut(text, width, size, bold, (keep) => {
    const tail = Math.ceil(keep / 2)
    return `${text.slice(0, keep - tail)}…${text.slice(text.length - tail)}`
  })
}

function cut(text: string, width: number, size: number, bold: boolean, kept: (keep: number) => string): string {
  if (textWidth(text, size, bold) <= width) return text
  for (let keep = text.length - 1; keep > 0; keep--) {
    if (textWidth(kept(keep), size, bold) <= width) return kept(keep)
  }
  return '…'
}

/** In ems. */
function advance(character: string): number {
  if ("ijl.,:;'|! ".includes(character)) return 0.34
  if ('frt()[]-/'.includes(character)) return 0.42
  if ('mwMW%@—…'.includes(character)) return 1
  return /[A-Z]/.test(character) ? 0.72 : 0.64
}
