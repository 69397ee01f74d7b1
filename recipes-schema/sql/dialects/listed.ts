/** A set of names from a text of names. */
export function listed(names: string): ReadonlySet<string> {
  return new Set(names.trim().split(/\s+/))
}
