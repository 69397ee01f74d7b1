import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type ParsedNode,
  type YAMLMap,
} from 'yaml'

export type KeyPath = readonly (string | number)[]

/** Finds things in a YAML document by their paths, each map's keys looked through once only. */
export class DocumentIndex {
  private readonly document: Document.Parsed
  private readonly pairs = new WeakMap<YAMLMap, Map<string, Pair>>()

  constructor(document: Document.Parsed) {
    this.document = document
  }

  /** What stands at a path; null when nothing does. */
  at(path: KeyPath): Node | null {
    let node: Node | null = this.document.contents
    for (const part of path) {
      if (isAlias(node)) node = node.resolve(this.document) ?? null
      if (isMap(node)) node = (this.pairsOf(node).get(String(part))?.value as Node | null | undefined) ?? null
      else if (isSeq(node)) node = (node.items[Number(part)] as Node | undefined) ?? null
      else return null
    }
    return node
  }

  /** What stands at a path, or the nearest thing above it that exists. */
  nearest(path: KeyPath): Node | null {
    for (let length = path.length; length > 0; length--) {
      const found = this.at(path.slice(0, length))
      if (found !== null) return found
    }
    return this.document.contents
  }

  /** A key within the map at a path; the map where there is no such key. */
  key(path: KeyPath, key: string): Node | null {
    const found = this.nearest(path)
    const map = isAlias(found) ? (found.resolve(this.document) ?? null) : found
    return isMap(map) ? ((this.pairsOf(map).get(key)?.key as Node | undefined) ?? map) : map
  }

  private pairsOf(map: YAMLMap): Map<string, Pair> {
    let found = this.pairs.get(map)
    if (found === undefined) {
      found = new Map(map.items.map((pair) => [keyOf(pair.key), pair]))
      this.pairs.set(map, found)
    }
    return found
  }
}

/** A key as JavaScript calls it. */
export function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key)
}

/** Every node of a document, outermost first, with how deep it lies; never deeper than the stack allows. */
export function* nodesOf(document: Document.Parsed): Generator<{ node: ParsedNode; depth: number }> {
  const open: { node: ParsedNode | null; depth: number }[] = [{ node: document.contents, depth: 1 }]
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { node, depth } = top
    if (node === null) continue
    yield { node, depth }
    const inside = isMap(node) ? node.items.flatMap(({ key, value }) => [key, value]) : isSeq(node) ? node.items : []
    for (const one of inside) open.push({ node: one as ParsedNode | null, depth: depth + 1 })
  }
}
