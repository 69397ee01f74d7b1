import type { Query } from '../recipe/types.ts'

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

/** The line of the person's file of a place in a query's text. */
export function lineOfPlace({ text, lines }: Pick<Query, 'text' | 'lines'>, offset: number): number {
  if (lines === null) return lineAndColumnAt(text, offset).line
  return (lines.findLast((start) => start.offset <= offset) ?? lines[0])?.line ?? 1
}

/**
 * The place of DuckDB's `LINE n:` and the caret below it in a statement; null when its message names none. A long line is
 * shown in part. Beside letters of double width the caret may be off, but not off the line.
 */
export function offsetInMessage(message: string, statement: string): number | null {
  const [, number, shown = '', indent = ''] = /^LINE (\d+): (.*)\n( *)\^/m.exec(message) ?? []
  if (number === undefined) return null
  const line = Number(number)
  const start = offsetAt(statement, { line, column: 1 })
  const text = statement.slice(start).split('\n', 1)[0] ?? ''
  const cut = shown.startsWith('...') && !text.startsWith('...')
  const part = shown.slice(cut ? 3 : 0).replace(/\.\.\.$/, '')
  const from = cut ? Math.max(text.indexOf(part), 0) - 3 : 0
  const column = from + indent.length - `LINE ${number}: `.length
  return start + Math.min(Math.max(column, 0), text.length)
}
