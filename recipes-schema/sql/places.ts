/** A place that an engine tells, and the person's text that it is about. Lines and columns count from 1. */
export interface LineAndColumn {
  readonly line: number
  readonly column: number
}

/** The line and column of a place in a text, counted in UTF-16 units. */
export function lineAndColumnAt(text: string, offset: number): LineAndColumn {
  const before = text.slice(0, Math.max(offset, 0))
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: before.length - lineStart + 1 }
}

/** The place of a line and column, as Trino's `errorLocation` has them; the text's end where there is no such line. */
export function offsetAt(text: string, { line, column }: LineAndColumn): number {
  let start = 0
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf('\n', start)
    if (end === -1) return text.length
    start = end + 1
  }
  return Math.min(start + Math.max(column - 1, 0), text.length)
}

/** The place of PostgreSQL's `position`: characters from 1, where one outside of the basic plane is one, not two. */
export function offsetOfPosition(text: string, position: number): number {
  let units = 0
  let passed = 1
  for (const character of text) {
    if (passed >= position) break
    units += character.length
    passed++
  }
  return units
}

/** The line of DuckDB's `LINE n:`; null when its message names none. */
export function lineInMessage(message: string): number | null {
  const line = /^LINE (\d+):/m.exec(message)?.[1]
  return line === undefined ? null : Number(line)
}
