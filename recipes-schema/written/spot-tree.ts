import type { KeyPath, Spot, Spots } from './file.ts'

/**
 * Everything in a YAML file as plain data, so that it can be kept: start, end, the form of a text (null for what is none), and
 * what is in it. Of a map, each key with where it starts and ends; of a list, its members.
 */
export type SpotTree = readonly [start: number, end: number, form: string | null, inside: Inside]
type Inside =
  | null
  | readonly SpotTree[]
  | { readonly [key: string]: readonly [start: number, end: number, tree: SpotTree | null] }

/** Finds things in a tree of spots; texts are taken from the value. */
export function spotsIn(root: SpotTree | null, value: unknown): Spots {
  const at = (path: KeyPath): Found | null => {
    let found: Found | null = root === null ? null : { tree: root, value }
    for (const part of path) {
      if (found === null) return null
      found = step(found, part)
    }
    return found
  }
  const nearest = (path: KeyPath): Found | null => {
    for (let length = path.length; length > 0; length--) {
      const found = at(path.slice(0, length))
      if (found !== null) return found
    }
    return root === null ? null : { tree: root, value }
  }
  return {
    at: (path) => spotOf(at(path)),
    nearest: (path) => spotOf(nearest(path)),
    key(path, key) {
      const found = nearest(path)
      const inside = found?.tree[3]
      if (!isMap(inside) || !Object.hasOwn(inside, key)) return spotOf(found)
      const [start, end] = inside[key] ?? [0, 0]
      return { start, end, scalar: null }
    },
  }
}

interface Found {
  readonly tree: SpotTree
  readonly value: unknown
}

function step({ tree: [, , , inside], value }: Found, part: string | number): Found | null {
  if (inside === null || typeof value !== 'object' || value === null) return null
  const key = String(part)
  const tree = isMap(inside) ? (Object.hasOwn(inside, key) ? (inside[key]?.[2] ?? null) : null) : inside[Number(part)]
  return tree === undefined || tree === null ? null : { tree, value: (value as Record<string, unknown>)[key] }
}

function spotOf(found: Found | null): Spot | null {
  if (found === null) return null
  const [start, end, form] = found.tree
  const scalar = form !== null && typeof found.value === 'string' ? { type: form as never, text: found.value } : null
  return { start, end, scalar }
}

function isMap(inside: Inside | undefined): inside is Exclude<Inside, null | readonly SpotTree[]> {
  return inside !== null && inside !== undefined && !Array.isArray(inside)
}
