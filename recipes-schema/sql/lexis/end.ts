import { lexisOf } from './lexis.ts'
import { tokensOf } from './tokens.ts'

/** A query without the semicolons that close it, also where comments follow them; every other place stays where it is. */
export function withoutEnd(text: string, dialect: string): string {
  if (!text.includes(';')) return text
  let cut = text
  for (const { type, start, end } of tokensOf(text, lexisOf(dialect)).reverse()) {
    if (type === 'space' || type === 'comment') continue
    if (type !== 'sign' || text.slice(start, end) !== ';') break
    cut = `${cut.slice(0, start)} ${cut.slice(end)}`
  }
  return cut === text ? text : cut.trimEnd()
}
