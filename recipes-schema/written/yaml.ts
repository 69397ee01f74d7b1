import { type Document, isMap, isScalar, type Node, parseDocument, type YAMLMap } from 'yaml'
import { type Diagnostic, diagnostic, type Place } from '../text/diagnostic.ts'
import { placeAt, type SourceText, sourceText, startOf } from '../text/source.ts'

/** Largest file that is read, in bytes: far above any recipe, far below what could hurt. */
const maxBytes = 1024 * 1024
/** Aliases expand; a few are useful, many are an attack (CVE class "billion laughs"). */
const maxAliases = 100

/** A YAML file as written, with the place of everything in it. */
export interface WrittenFile {
  readonly source: SourceText
  readonly value: unknown
  /** The place of the value at a path, or of the nearest thing above it that exists. */
  placeOf(path: readonly (string | number)[]): Place
  /** The place of a key within the map at a path. */
  keyPlace(path: readonly (string | number)[], key: string): Place
  /**
   * From offsets in a scalar's text to offsets in the file, where the text stands there letter by letter: plain or quoted
   * on one line, or a literal block. Null for other forms.
   */
  offsetsOf(path: readonly (string | number)[]): ((offset: number) => number) | null
}

export type ReadYaml = { ok: true; file: WrittenFile } | { ok: false; diagnostics: Diagnostic[] }

/** Reads hostile or honest YAML 1.2: every fault is a diagnostic with its place, never an exception. */
export function readYaml(path: string, bytes: Uint8Array): ReadYaml {
  const text = decode(bytes)
  if (typeof text !== 'string') return refuse(path, text.code, text.message, text.hint)
  const source = sourceText(path, text)
  try {
    const document = parseDocument(text, { uniqueKeys: true, strict: true, prettyErrors: false, merge: false })
    if (document.errors.length > 0) return { ok: false, diagnostics: yamlFaults(source, document.errors) }
    const value: unknown = document.toJS({ maxAliasCount: maxAliases })
    return { ok: true, file: written(source, document, value) }
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

function yamlFault(source: SourceText, error: { code: string; message: string; pos: [number, number] }): Diagnostic {
  const duplicate = error.code === 'DUPLICATE_KEY'
  const message = duplicate ? 'This key is here twice.' : `This is not YAML: ${firstSentence(error.message)}.`
  const hint = duplicate ? 'Keep one of the two.' : null
  return diagnostic(duplicate ? 'yaml.duplicate_key' : 'yaml.syntax', placeAt(source, ...error.pos), message, hint)
}

function firstSentence(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/[.:]+$/, '')
}

function written(source: SourceText, document: Document.Parsed, value: unknown): WrittenFile {
  const nodeAt = (path: readonly (string | number)[]): Node | null => {
    for (let length = path.length; length > 0; length--) {
      const found = document.getIn(path.slice(0, length), true)
      if (found !== undefined && found !== null && typeof found === 'object') return found as Node
    }
    return document.contents
  }
  const place = (node: Node | null): Place =>
    node?.range
      ? placeAt(source, node.range[0], trimmedEnd(source.text, node.range[0], node.range[1]))
      : startOf(source.file)
  return {
    source,
    value,
    placeOf: (path) => place(nodeAt(path)),
    keyPlace(path, key) {
      const map = path.length === 0 ? document.contents : nodeAt(path)
      const pair = isMap(map)
        ? (map as YAMLMap).items.find((item) => isScalar(item.key) && String(item.key.value) === key)
        : undefined
      return place((pair?.key as Node | undefined) ?? map)
    },
    offsetsOf(path) {
      const node = document.getIn(path, true)
      if (!isScalar(node) || !node.range || typeof node.value !== 'string') return null
      const [start, end] = node.range
      if (node.type === 'BLOCK_LITERAL') return blockOffsets(source.text, start, node.value)
      const inside = source.text.slice(start, end).indexOf(node.value)
      return inside === -1 ? null : (offset) => start + inside + offset
    },
  }
}

/** A literal block's lines stand below its `|`, each behind the same indentation. */
function blockOffsets(text: string, start: number, value: string): (offset: number) => number {
  const first = text.indexOf('\n', start) + 1
  const indentation = /^(?:[ ]*\n)*( *)/.exec(text.slice(first))?.[1]?.length ?? 0
  return (offset) => {
    const linesAbove = value.slice(0, offset).split('\n').length - 1
    let lineStart = first
    for (let line = 0; line < linesAbove; line++) lineStart = text.indexOf('\n', lineStart) + 1
    const column = offset - (value.lastIndexOf('\n', offset - 1) + 1)
    return lineStart + indentation + column
  }
}

/** A block's range runs to the start of what follows; the place ends where its text does. */
function trimmedEnd(text: string, start: number, end: number): number {
  let trimmed = end
  while (trimmed > start && /\s/.test(text[trimmed - 1] ?? '')) trimmed--
  return trimmed
}
