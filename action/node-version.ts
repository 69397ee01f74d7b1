/** The oldest Node that has all that Galley is written with. */
const oldest = 22

/** Why this Node cannot run Galley, in one line; null when it can. `version` is like `v20.19.2`. */
export function unfitNode(version: string): string | null {
  const major = Number(/^v?(\d+)\./.exec(version)?.[1])
  return major >= oldest ? null : `galley: Galley needs Node ${oldest} or newer, and this is ${version}. [node.too_old]`
}
