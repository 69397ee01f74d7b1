/** A node of DuckDB's syntax tree; which members it has depends on its `type` and `class`. */
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

/** An integer literal, as in `ORDER BY 2`; else null. */
export function integerOf({ class: kind, value }: Tree): number | null {
  const integer = kind === 'CONSTANT' && isTree(value) && isTree(value.type) && /INT/.test(String(value.type.id))
  return integer && typeof value.value === 'number' ? value.value : null
}

/**
 * Numbers too long for JavaScript as texts, so that two that differ in the last digit stay two. Inside a JSON string
 * quotes are escaped, so that no text of a person's can match.
 */
export function exactNumbers(json: string): string {
  return json.replaceAll(/(?<!\\)":(-?\d[\d.eE+-]{15,})/g, '":"$1"')
}

/** True when members are nested deeper than `levels`. Looks no deeper than that. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1))
}
