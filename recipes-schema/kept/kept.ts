/**
 * What was worked out before, under the address of the content that it was worked out from. Whoever gets something has to
 * look whether it is what it should be: it may be of another Galley, or damaged. Nothing depends on anything being there.
 */
export interface Kept {
  /** `kind` names what it is and in which version; `key` is a digest of what it was made from. */
  get(kind: string, key: string): Uint8Array | null
  /**
   * The same for what may never be needed: null when it is not there. What is not what it should be is found out when it
   * is read: a `DamagedCache`, after which everything has to be done again with nothing kept.
   */
  later(kind: string, key: string): (() => Uint8Array) | null
  put(kind: string, key: string, content: Uint8Array | string): void
}

export class DamagedCache extends Error {}

/** Where nothing is kept. */
export const nothingKept: Kept = { get: () => null, later: () => null, put: () => undefined }

const decoder = new TextDecoder()

/** A kept text, read as JSON by a function that checks it; null when it is not there, or is not what it should be. */
export function getJson<T>(kept: Kept, kind: string, key: string, check: (value: unknown) => T | null): T | null {
  const bytes = kept.get(kind, key)
  if (bytes === null) return null
  try {
    return check(JSON.parse(decoder.decode(bytes)))
  } catch {
    return null
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
