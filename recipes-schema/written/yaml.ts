import { type Document, isScalar, type Node, parseDocument } from 'yaml'
import { type Diagnostic, diagnostic, type Place } from '../text/diagnostic.ts'
import { placeAt, type SourceText, sourceText, startOf } from '../text/source.ts'
import { checkDocument } from './check-document.ts'
import { DocumentIndex, type KeyPath } from './document.ts'
import { scalarOffsets } from './scalar-offsets.ts'

/** Largest file that is read, in bytes: far above any recipe, far below what could hurt. */
const maxBytes = 1024 * 1024
/** Aliases expand; a few are useful, many are an attack (CVE class "billion laughs"). */
const maxAliases = 100

/** A YAML file as written, with the place of everything in it. */
export interface WrittenFile {
  readonly source: SourceText
  readonly value: unknown
  /** The place of the value at a path, or of the nearest thing above it that exists. */
  placeOf(path: KeyPath): Place
  /** The place of a key within the map at a path. */
  keyPlace(path: KeyPath, key: string): Place
  /** The place of a stretch of the text that the scalar at a path stands for, however it is quoted or folded. */
  placeIn(path: KeyPath, start: number, end: number): Place
  /** The line of the file in which each line of the scalar's text begins; null when that cannot be told. */
  linesOf(path: KeyPath): readonly number[] | null
}

export type ReadYaml = { ok: true; file: WrittenFile } | { ok: false; diagnostics: Diagnostic[] }

/** Reads hostile or honest YAML 1.2: every fault is a diagnostic with its place, never an exception. */
export function readYaml(path: string, bytes: Uint8Array): ReadYaml {
  const text = decode(bytes)
  if (typeof text !== 'string') return refuse(path, text.code, text.message, text.hint)
  const source = sourceText(path, text)
  try {
    const document = parseDocument(text, { uniqueKeys: false, strict: true, prettyErrors: false, merge: false })
    if (document.errors.length > 0) return { ok: false, diagnostics: yamlFaults(source, document.errors) }
    const faults = [...tagFaults(source, document), ...checkDocument(document, (node) => placeOfNode(source, node))]
    if (faults.length > 0) return { ok: false, diagnostics: faults }
    const value: unknown = document.toJS({ maxAliasCount: maxAliases })
    return { ok: true, file: written(source, new DocumentIndex(document), value) }
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

/** What follows a first fault on its line is mostly its echo. */
function yamlFaults(source: SourceText, errors: Document.Parsed['errors']): Diagnostic[] {
  const found = errors.map((error) => yamlFault(source, error))
  return found.filter((one, index) => found.findIndex((other) => other.line === one.line) === index)
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

/** Tags such as `!!binary` or `!Ref` would stand for values that a recipe has no use for. */
function tagFaults(source: SourceText, document: Document.Parsed): Diagnostic[] {
  return document.warnings.map((warning) =>
    diagnostic('yaml.tag', placeAt(source, ...warning.pos), 'Tags are not understood.', 'Write the value plainly.'),
  )
}

function firstSentence(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/[.:]+$/, '')
}

function written(source: SourceText, index: DocumentIndex, value: unknown): WrittenFile {
  const place = (node: Node | null): Place => placeOfNode(source, node)
  const offsetsOf = (path: KeyPath): Uint32Array | null => {
    const node = index.at(path)
    if (!isScalar(node) || !node.range || typeof node.value !== 'string') return null
    return scalarOffsets(source.text, [node.range[0], node.range[1]], node.type, node.value)
  }
  return {
    source,
    value,
    placeOf: (path) => place(index.nearest(path)),
    keyPlace: (path, key) => place(index.key(path, key)),
    placeIn(path, start, end) {
      const offsets = offsetsOf(path)
      const last = offsets === null ? 0 : offsets.length - 1
      if (offsets === null || start > last) return place(index.nearest(path))
      const from = offsets[start] ?? 0
      // The end of the last unit, not the start of the one behind it, which may stand on another line.
      const to = end > start ? (offsets[Math.min(end, last) - 1] ?? from) + 1 : from
      return placeAt(source, from, Math.max(to, from + 1))
    },
    linesOf(path) {
      const offsets = offsetsOf(path)
      const node = index.at(path)
      if (offsets === null || !isScalar(node)) return null
      const text = String(node.value)
      const starts = [0, ...[...text.matchAll(/\n/g)].map((found) => found.index + 1)]
      return starts.map((start) => placeAt(source, offsets[Math.min(start, text.length)] ?? 0, 0).line)
    },
  }
}

function placeOfNode(source: SourceText, node: Node | null): Place {
  if (!node?.range) return startOf(source.file)
  return placeAt(source, node.range[0], trimmedEnd(source.text, node.range[0], node.range[1]))
}

/** A block's range runs to the start of what follows; the place ends where its text does. */
function trimmedEnd(text: string, start: number, end: number): number {
  let trimmed = end
  while (trimmed > start && /\s/.test(text[trimmed - 1] ?? '')) trimmed--
  return trimmed
}
