import type { Tree } from './tree.ts'

export interface Tracked {
  readonly tree: Tree
  /** Every path that was asked for, also what is not there; null when all of the tree was looked through. */
  paths(): readonly string[] | null
}

/** A tree that notes what is looked at in it. */
export function trackedTree({ entries, read, kept }: Tree): Tracked {
  const seen = new Set<string>()
  let listed = false
  const all = (): ReadonlyMap<string, string> => {
    listed = true
    return entries
  }
  const noted = (path: string): string => {
    seen.add(path)
    return path
  }
  const noting: ReadonlyMap<string, string> = {
    get: (path) => entries.get(noted(path)),
    has: (path) => entries.has(noted(path)),
    forEach: (work, self) => all().forEach(work, self),
    keys: () => all().keys(),
    values: () => all().values(),
    entries: () => all().entries(),
    [Symbol.iterator]: () => all()[Symbol.iterator](),
    get size() {
      return all().size
    },
  }
  const tree = { entries: noting, read: (path: string) => read(noted(path)) }
  return {
    tree: kept === undefined ? tree : { ...tree, kept },
    paths: () => (listed ? null : [...seen].sort()),
  }
}
