import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type ParsedNode } from 'yaml'
import type { SpotTree } from './spot-tree.ts'

/** Where everything in a document stands; what an alias stands for stands where it was written first. */
export function spotTreeOf(document: Document.Parsed): SpotTree | null {
  const known = new Map<Node, SpotTree>()
  const treeOf = (node: Node | null): SpotTree | null => {
    const target = isAlias(node) ? (node.resolve(document) ?? null) : node
    if (target === null || !target.range) return null
    const found = known.get(target)
    if (found !== undefined) return found
    const [start, end] = target.range
    const form = isScalar(target) && typeof target.value === 'string' ? (target.type ?? null) : null
    const tree: SpotTree = [start, end, form, insideOf(target)]
    known.set(target, tree)
    return tree
  }
  const insideOf = (node: Node): SpotTree[3] => {
    if (isMap(node))
      return Object.fromEntries(
        node.items.map((pair) => {
          const range = (pair.key as Node | null)?.range ?? [0, 0]
          return [keyOf(pair.key), [range[0], range[1], treeOf(pair.value as Node | null)]] as const
        }),
      )
    return isSeq(node) ? node.items.map((item) => treeOf(item as Node | null) ?? [0, 0, null, null]) : null
  }
  return treeOf(document.contents)
}

/** True when something stands for something else. */
export function hasAliases(document: Document.Parsed): boolean {
  for (const { node } of nodesOf(document)) if (isAlias(node)) return true
  return false
}

/** A key as JavaScript calls it; empty for a list or a map, which is refused as a key, and takes long to write out. */
export function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : ''
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
