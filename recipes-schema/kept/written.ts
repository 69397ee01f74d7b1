import { sourceText } from '../text/source.ts'
import type { FileKind } from '../written/check.ts'
import { type WrittenFile, writtenFile } from '../written/file.ts'
import { type SpotTree, spotsIn } from '../written/spot-tree.ts'
import { getJson, isRecord, type Kept } from './kept.ts'

/** To be raised when a file that had the right shape may have it no longer, or is read as something else. */
const version = 1

/** A file that was read before and had the shape of its kind. `id` is its blob's, `bytes` its content. */
export function getWritten(
  kept: Kept,
  kind: FileKind,
  id: string,
  path: string,
  bytes: Uint8Array,
): WrittenFile | null {
  return getJson(kept, nameOf(kind), id, (read) => {
    if (!isRecord(read) || !('value' in read) || read.bytes !== bytes.byteLength || !isSpotTree(read.spots)) return null
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return writtenFile(sourceText(path, text), spotsIn(read.spots, read.value), read.value)
  })
}

export function putWritten(kept: Kept, kind: FileKind, id: string, file: WrittenFile, spots: SpotTree): void {
  const bytes = new TextEncoder().encode(file.source.text).byteLength
  const text = JSON.stringify({ bytes, spots, value: file.value })
  kept.put(nameOf(kind), id, text)
}

/** Whether a file was kept as one of these kinds: one with aliases is not, for written out it may be huge. */
export function isWrittenKept(kept: Kept, kinds: readonly FileKind[], id: string): boolean {
  return kinds.some((kind) => kept.get(nameOf(kind), id) !== null)
}

function nameOf(kind: FileKind): string {
  return `${kind} ${version}`
}

/** Looks at the outermost alone: a checksum guards the rest. */
function isSpotTree(value: unknown): value is SpotTree {
  return Array.isArray(value) && value.length === 4 && typeof value[0] === 'number' && typeof value[1] === 'number'
}
