import { type Document, type Node, parseDocument } from 'yaml'
import { type Diagnostic, diagnostic, type Place } from '../text/diagnostic.ts'
import { placeAt, type SourceText, sourceText, startOf } from '../text/source.ts'
import { checkDocument } from './check-document.ts'
import { hasAliases, spotTreeOf } from './document.ts'
import { placeOfSpot, type WrittenFile, writtenFile } from './file.ts'
import { type SpotTree, spotsIn } from './spot-tree.ts'

/** Largest file that is read, in bytes: far above any recipe, far below what could hurt. */
const maxBytes = 1024 * 1024
/** Aliases expand; a few are useful, many are an attack (CVE class "billion laughs"). */
const maxAliases = 100

export type { WrittenFile } from './file.ts'

export type ReadYaml =
  /** `spots` is for keeping; null for a file that should not be, since with its aliases written out it may be huge. */
  { ok: true; file: WrittenFile; spots: SpotTree | null } | { ok: false; diagnostics: Diagnostic[] }

/** Reads hostile or honest YAML 1.2: every fault is a diagnostic with its place, never an exception. */
export function readYaml(path: string, bytes: Uint8Array): ReadYaml {
  const text = decode(bytes)
  if (typeof text !== 'string') return refuse(path, text.code, text.message, text.hint)
  const source = sourceText(path, text)
  try {
    const document = parseDocument(text, { uniqueKeys: false, strict: true, prettyErrors: false, merge: false })
    if (document.errors.length > 0) return { ok: false, diagnostics: yamlFaults(source, document.errors) }
    const faults = checkDocument(document, (node) => placeOfNode(source, node))
    if (faults.length > 0) return { ok: false, diagnostics: faults }
    const value: unknown = document.toJS({ maxAliasCount: maxAliases })
    const spots = spotTreeOf(document)
    const file = writtenFile(source, spotsIn(spots, value), value)
    return { ok: true, file, spots: hasAliases(document) ? null : spots }
  } catch (error) {
    // Thrown for alias bombs and for nesting deeper than the stack.
    const message = error instanceof RangeError ? 'the file is nested too deeply' : (error as Error).message
    return refuse(path, 'yaml.refused', `This YAML is refused: ${message}.`, 'Write the values out plainly.')
  }
}

function decode(bytes: Uint8Array): string | { code: string; message: string; hint: string } {
  if (bytes.byteLength > maxBytes)
    return { code: 'yaml.too_large', message: 'The file is larger than 1 MiB.', hint: 'Split the recipe.' }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { code: 'yaml.encoding', message: 'The file is not UTF-8.', hint: 'Save it as UTF-8.' }
  }
  if (text.includes('\0'))
    return { code: 'yaml.encoding', message: 'The file holds a NUL byte.', hint: 'Save it as text.' }
  return text
}

function refuse(path: string, code: string, message: string, hint: string): ReadYaml {
  return { ok: false, diagnostics: [diagnostic(code, startOf(path), message, hint)] }
}

/**
 * Of each outermost key's stretch of the file the first fault, and of each kind of fault the first: what follows is mostly
 * an echo of it (all that stands behind a bracket that nobody closes).
 */
function yamlFaults(source: SourceText, errors: Document.Parsed['errors']): Diagnostic[] {
  const told = new Set<string | number>()
  const found: Diagnostic[] = []
  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    // Before its place is looked for: a file can have a fault for every one of its characters.
    if (told.has(error.code)) continue
    const fault = yamlFault(source, error)
    const stretch = stretchOf(source, fault.line)
    if (!told.has(stretch)) found.push(fault)
    told.add(error.code).add(stretch)
  }
  return found
}

/** The line of the outermost key that a line is under. */
function stretchOf({ text, lineStarts }: SourceText, line: number): number {
  let first = line
  while (first > 1 && !/[^\s#\]}]/.test(text[lineStarts[first - 1] ?? 0] ?? '')) first--
  return first
}

function yamlFault(source: SourceText, error: { message: string; pos: [number, number] }): Diagnostic {
  const place = placeAt(source, ...error.pos)
  const line = source.text.slice(source.lineStarts[place.line - 1], source.lineStarts[place.line])
  // The brackets of an expression are those of a map, where a text is not in quotes and stands in a map already.
  const hint = /[{[,:]\s*\$\{\{/.test(line)
    ? 'Within { } and [ ], an expression has to be in quotes: "${{ ... }}".'
    : null
  return diagnostic('yaml.syntax', place, `This is not YAML: ${firstSentence(error.message)}.`, hint)
}

function firstSentence(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/[.:]+$/, '')
}

function placeOfNode(source: SourceText, node: Node | null): Place {
  return placeOfSpot(source, node?.range ? { start: node.range[0], end: node.range[1] } : null)
}
