import type { Token } from './tokens.ts'

/**
 * The stretch of a possibly qualified name (`a`, `a.b`, `"a b"."c"`) that begins at `start`; empty where no name
 * begins. `tokens` are the text's.
 */
export function spanAt(text: string, tokens: readonly Token[], start: number): { start: number; end: number } {
  let index = indexAt(tokens, start)
  if (!isName(tokens[index]) && tokens[index]?.type !== 'text') return { start, end: start }
  for (;;) {
    const dot = next(tokens, index)
    const name = next(tokens, dot)
    if (tokens[dot]?.type !== 'sign' || text[tokens[dot]?.start ?? 0] !== '.' || !isName(tokens[name]))
      return { start, end: tokens[index]?.end ?? start }
    index = name
  }
}

/** The index of the token that begins at `start`; -1 when there is none. Tokens are in order, so it is halved for. */
export function indexAt(tokens: readonly Token[], start: number): number {
  let [low, high] = [0, tokens.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const at = tokens[middle]?.start ?? 0
    if (at === start) return middle
    if (at < start) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** The index of the token after one, spaces and comments left out. */
export function next(tokens: readonly Token[], index: number): number {
  let at = index + 1
  while (tokens[at]?.type === 'space' || tokens[at]?.type === 'comment') at++
  return at
}

function isName(token: Token | undefined): boolean {
  return token?.type === 'word' || token?.type === 'name'
}
