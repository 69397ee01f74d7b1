import { type Document, isMap, isScalar, type Node, type ParsedNode } from 'yaml'
import { type Diagnostic, diagnostic, type Place } from '../text/diagnostic.ts'
import { keyOf, nodesOf } from './document.ts'

/** Far deeper than any recipe, far from what a stack can bear. */
const maxDepth = 64
/** A file with more faults than this is not a recipe with faults. */
const mostFindings = 100

type PlaceOf = (node: Node) => Place

/** What YAML allows and a recipe does not, each at its place. */
export function checkDocument(document: Document.Parsed, placeOf: PlaceOf): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const { node, depth } of nodesOf(document)) {
    if (depth > maxDepth) {
      const hint = 'Write the values out plainly.'
      return [...found, diagnostic('yaml.refused', placeOf(node), 'This is nested too deeply.', hint)]
    }
    if (node.tag !== undefined) {
      const message = 'Tags are not understood.'
      found.push(diagnostic('yaml.tag', placeOf(node), message, 'Write the value plainly.'))
    }
    if (isMap(node)) found.push(...checkKeys(node.items, placeOf))
    if (isScalar(node)) found.push(...checkScalar(node, placeOf))
    if (found.length >= mostFindings) break
  }
  return found
}

function checkKeys(items: readonly { readonly key: ParsedNode | null }[], placeOf: PlaceOf): Diagnostic[] {
  const found: Diagnostic[] = []
  const first = new Map<string, ParsedNode>()
  for (const { key } of items) {
    if (key === null) continue
    const name = keyOf(key)
    const twin = first.get(name)
    if (!isScalar(key))
      found.push(diagnostic('yaml.key', placeOf(key), 'A key has to be a plain text.', 'Write a name.'))
    else if (name === '<<') {
      const hint = 'YAML 1.2 has no merge keys: write the values out.'
      found.push(diagnostic('yaml.merge_key', placeOf(key), 'Merge keys are not understood.', hint))
    } else if (twin === undefined) first.set(name, key)
    else {
      const related = { ...placeOf(twin), message: 'first written here' }
      const message = `The key "${name}" is here twice.`
      found.push(diagnostic('yaml.duplicate_key', placeOf(key), message, 'Keep one of the two.', [related]))
    }
    if (found.length >= mostFindings) break
  }
  return found
}

function checkScalar(node: { value: unknown; source?: string } & Node, placeOf: PlaceOf): Diagnostic[] {
  const { value } = node
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
    const message = 'This text holds a NUL or half of a character.'
    return [diagnostic('yaml.encoding', placeOf(node), message, 'Take the escape sequence out.')]
  }
  // A whole number that a JavaScript number cannot hold would silently become another one.
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    const message = `The number ${node.source ?? value} is too large to be kept exactly.`
    return [diagnostic('yaml.number', placeOf(node), message, 'Write it in quotes.')]
  }
  return []
}
