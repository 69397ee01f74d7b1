import { stripVTControlCharacters } from 'node:util'

/** Lines of at most so many characters: what a terminal has at least. */
const width = 80

/** Words broken into lines for a terminal. The first begins as the text does, the others with `indent`. */
export function wrap(text: string, indent = ''): string[] {
  const lines: string[] = []
  let line = indent !== '' && !text.startsWith(' ') ? indent : ''
  let empty = true
  for (const word of text.split(/(?<=\S)(?= +)/)) {
    if (!empty && length(line) + length(word) > width) {
      lines.push(line)
      line = indent + word.trimStart()
    } else line += word
    empty = false
  }
  return [...lines, line]
}

/** Characters that are seen: colours take no room. */
function length(text: string): number {
  return [...stripVTControlCharacters(text)].length
}
