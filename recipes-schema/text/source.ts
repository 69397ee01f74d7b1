import type { Place } from './diagnostic.ts'

/** A file's text with what is needed to turn offsets (UTF-16, from 0) into places. */
export interface SourceText {
  readonly file: string
  readonly text: string
  readonly lineStarts: readonly number[]
}

export function sourceText(file: string, text: string): SourceText {
  const lineStarts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1)
  return { file, text, lineStarts }
}

/** The place of `[start, end)`; an empty or backward stretch still covers one column, so that it can be underlined. */
export function placeAt(source: SourceText, start: number, end: number): Place {
  const from = position(source, start)
  const to = position(source, Math.max(end, start))
  const empty = from.line === to.line && to.column <= from.column
  return {
    file: source.file,
    line: from.line,
    column: from.column,
    end_line: to.line,
    end_column: empty ? from.column + 1 : to.column,
  }
}

/** The first character of a file, for findings about the file as a whole. */
export function startOf(file: string): Place {
  return { file, line: 1, column: 1, end_line: 1, end_column: 2 }
}

function position(source: SourceText, offset: number): { line: number; column: number } {
  const bounded = Math.min(Math.max(offset, 0), source.text.length)
  let low = 0
  let high = source.lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((source.lineStarts[middle] ?? 0) <= bounded) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: bounded - (source.lineStarts[low] ?? 0) + 1 }
}
