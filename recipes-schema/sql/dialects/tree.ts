/** A node of a parser's syntax tree; which members it has depends on its kind. */
export type Tree = Readonly<Record<string, unknown>>

export function isTree(value: unknown): value is Tree {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

export function treesOf(value: unknown): readonly Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : []
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** Deeper queries than any person writes are not analysed, so that none can exhaust the stack. */
const deepest = 1000

export function isTooDeep(tree: unknown): boolean {
  return isDeeperThan(tree, deepest)
}

/** True when members are nested deeper than `levels`. Looks no deeper than that. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1))
}

/** The first member with something in it that is not among the known ones; null when there is none. */
export function unfamiliarIn(tree: Tree, known: ReadonlySet<string>): string | null {
  const strange = Object.entries(tree).find(([key, value]) => !known.has(key) && !isNothing(value))
  return strange?.[0] ?? null
}

function isNothing(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === false ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  )
}
