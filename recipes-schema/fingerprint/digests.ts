import { nodeKind } from '../kinds/index.ts'
import type { Node } from '../recipe/types.ts'
import { canonicalJson, sha256 } from '../text/digest.ts'

/** The digests of a node that need nothing upstream. */
export interface Digests {
  /** The node's own definition. */
  readonly identity: string
  /** The values of the variables that it uses. */
  readonly variables: string
  /** Its tests and measures. */
  readonly checks: string
}

const known = new WeakMap<Node, Digests>()

/** A node's digests, as they are remembered or worked out. */
export function digestsOf(node: Node): Digests {
  const found = known.get(node)
  if (found !== undefined) return found
  return {
    // The kind's own definition (each kind says why each part is in), and how the values of measures that it uses are
    // measured. Not in it: descriptions, tags, owner, places, time-outs, retries: they decide no row.
    identity: sha256(canonicalJson([node.kind, nodeKind(node.kind).identity(node), node.measuresUsed])),
    // Resolved values: the same variable with another value is another result, an unused one is none.
    variables: sha256(canonicalJson(node.variables)),
    checks: checksOf(node),
  }
}

/** The digests where they are remembered. */
export function knownDigests(node: Node): Digests | null {
  return known.get(node) ?? null
}

/** For a node that is kept, or was: a node never changes. */
export function rememberDigests(node: Node, digests: Digests): void {
  known.set(node, digests)
}

/** In the digest of a plan, and in no build's address. Tests stand in files of their own too, of which the node knows nothing. */
export function checksOf({ tests, measures }: Node): string {
  return sha256(
    canonicalJson([tests.map(testIdentity), measures.map(({ name, kind, options }) => [name, kind, options])]),
  )
}

function testIdentity(test: Node['tests'][number]): unknown {
  const { kind, query, options, severity, reads, where, failIf } = test
  return [kind, query?.shape.canonical ?? options, severity, reads, where, failIf]
}
