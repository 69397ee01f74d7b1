import type { Diagnostic, Place } from './diagnostic.ts'

/**
 * A diagnostic as a person reads it: place, message, the line underlined, hint, related places.
 * `lineOf` gives the text of a 1-based line, or null where the file cannot be read any more.
 */
export function renderDiagnostic(found: Diagnostic, lineOf: (file: string, line: number) => string | null): string {
  const parts = [
    `${found.file}:${found.line}:${found.column}: ${found.severity}: ${found.message} [${found.code}]`,
    ...underlined(found, lineOf),
  ]
  if (found.hint !== null) parts.push(`  hint: ${found.hint}`)
  for (const place of found.related) {
    parts.push(`  ${place.file}:${place.line}:${place.column}: ${place.message}`, ...underlined(place, lineOf))
  }
  return parts.join('\n')
}

function underlined(place: Place, lineOf: (file: string, line: number) => string | null): string[] {
  const line = lineOf(place.file, place.line)
  if (line === null) return []
  const number = String(place.line)
  const shown = line.replaceAll('\t', ' ')
  const end = place.end_line === place.line ? place.end_column : shown.length + 1
  const length = Math.max(1, Math.min(end, shown.length + 1) - place.column)
  const gutter = ' '.repeat(number.length)
  return [`  ${number} | ${shown}`, `  ${gutter} | ${' '.repeat(place.column - 1)}${'^'.repeat(length)}`]
}
