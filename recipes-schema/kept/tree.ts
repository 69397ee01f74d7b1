import { hash } from 'node:crypto'
import type { Tree } from '../recipe/tree.ts'
import type { Kept } from './kept.ts'

const kind = 'blob'

/** A tree whose small files are read once, whichever commit they are in: a blob's id is a digest of its content. */
export function keptTree(tree: Tree, kept: Kept): Tree {
  return {
    entries: tree.entries,
    kept,
    async read(path) {
      const id = tree.entries.get(path) ?? ''
      const found = kept.get(kind, id)
      if (found !== null) return found
      const bytes = await tree.read(path)
      // The working tree may hold a file in another form than git stores (line ends): that is not what the id stands for.
      if (bytes.byteLength <= largest && idOf(bytes, id.length) === id) kept.put(kind, id, bytes)
      return bytes
    },
  }
}

/** Whether a file of this id was read, and is what its id says. */
export function isBlobKept(kept: Kept, id: string): boolean {
  return kept.get(kind, id) !== null
}

/** Recipes and queries are smaller, and data has no place here. */
const largest = 256 * 1024

function idOf(bytes: Uint8Array, length: number): string {
  const blob = Buffer.concat([Buffer.from(`blob ${bytes.byteLength}\0`), bytes])
  return hash(length === 64 ? 'sha256' : 'sha1', blob, 'hex')
}
