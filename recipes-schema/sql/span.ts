const plain = /[\p{L}_][\p{L}\p{N}_$]*/uy
const quoted = /"(?:[^"]|"")*"/y
const dot = /\s*\.\s*/y

/** The stretch of a possibly qualified identifier (`a`, `a.b`, `"a b"."c"`) that begins at `start`. */
export function spanAt(text: string, start: number): { start: number; end: number } {
  let end = matchAt(quoted, text, start) ?? matchAt(plain, text, start) ?? start
  for (;;) {
    const afterDot = matchAt(dot, text, end)
    const next = afterDot === null ? null : (matchAt(quoted, text, afterDot) ?? matchAt(plain, text, afterDot))
    if (next === null) return { start, end }
    end = next
  }
}

function matchAt(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : null
}
