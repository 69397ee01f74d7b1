import type { Kept } from '../../recipes-schema/kept/kept.ts'

/** Keeps in memory what was used last, up to so many bytes. What one repository's content means it means for every other. */
export function memoryKept(limit: number): Kept {
  const entries = new Map<string, Uint8Array>()
  let size = 0
  const drop = (name: string): void => {
    size -= entries.get(name)?.byteLength ?? 0
    entries.delete(name)
  }
  const get: Kept['get'] = (kind, key) => {
    const name = `${kind} ${key}`
    const found = entries.get(name)
    if (found === undefined) return null
    // A Map remembers the order of insertion: the first is the one that was not used for longest.
    entries.delete(name)
    entries.set(name, found)
    return found
  }
  return {
    get,
    later(kind, key) {
      const found = get(kind, key)
      return found === null ? null : () => found
    },
    put(kind, key, content) {
      const name = `${kind} ${key}`
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      drop(name)
      if (bytes.byteLength > limit) return
      entries.set(name, bytes)
      size += bytes.byteLength
      for (const oldest of entries.keys()) {
        if (size <= limit) break
        drop(oldest)
      }
    },
  }
}
