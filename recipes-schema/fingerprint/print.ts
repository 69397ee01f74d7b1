import type { Part, Parts, Use } from '../kinds/kind.ts'
import type { Fingerprint } from '../plan/types.ts'
import type { Node, NodeId } from '../recipe/types.ts'
import { canonicalJson, sha256 } from '../text/digest.ts'

/** Raised when the meaning of a fingerprint changes, so that no build of an older meaning is taken for a new one. */
export const version = 3

/** A node's fingerprint, with those of its rows and of each column, which its readers take apart. */
export interface NodePrint {
  readonly full: Fingerprint
  /** Null when readers have to take the result whole. Columns are in lower case, as SQL finds them. */
  readonly parts: { readonly rows: string; readonly columns: ReadonlyMap<string, string> } | null
}

interface Own {
  readonly identity: string
  readonly variables: string
  readonly parts: Parts | null
}

type PrintOf = (upstream: NodeId) => NodePrint

/**
 * A node's fingerprints over given ones of its upstreams. A part takes in its own identity, and of each upstream that it
 * uses the rows and the columns that it uses. The full one is over rows and columns with their names and order, and
 * over how they are kept; what a node waits for without reading it by SQL counts with its rows.
 */
export function printOver(node: Node, { identity, variables, parts }: Own, printOf: PrintOf): NodePrint {
  if (parts === null) {
    const upstreams = node.upstreams.map((id) => [id, printOf(id).full])
    return wholePrint(digest([identity, variables, upstreams]) as Fingerprint)
  }
  const whole = node.whole.map((id) => [id, printOf(id).full])
  const rows = digest([partIdentity(parts.rows, printOf), whole])
  const columns = parts.columns.map((column) => [column.name ?? '', digest(partIdentity(column, printOf))] as const)
  const full = digest([node.kind, parts.form, rows, columns]) as Fingerprint
  if (!parts.divisible) return wholePrint(full)
  return { full, parts: { rows, columns: new Map(columns.map(([name, print]) => [name.toLowerCase(), print])) } }
}

/** Of something of which only the full fingerprint is known. */
export function wholePrint(full: Fingerprint): NodePrint {
  return { full, parts: null }
}

/** All that a node takes in of one upstream. */
export function takenFrom(upstream: NodeId, node: Node, { parts }: Own, print: NodePrint): string {
  if (parts === null || node.whole.includes(upstream)) return print.full
  const uses = [parts.rows, ...parts.columns].flatMap((part) => part.uses.filter((use) => use.node === upstream))
  return digest([...new Set(uses.map((use) => canonicalJson(taken(use, print))))].sort())
}

function partIdentity({ identity, uses }: Part, printOf: PrintOf): unknown {
  const texts = uses.map((use) => canonicalJson([use.name, use.node, taken(use, printOf(use.node))]))
  return [identity, texts.sort()]
}

/** A column that the upstream does not tell apart counts as all of it. */
function taken({ columns }: Use, { full, parts }: NodePrint): unknown {
  if (parts === null || columns === null) return full
  return [parts.rows, columns.map((column) => [column, parts.columns.get(column) ?? full])]
}

function digest(value: unknown): string {
  return sha256(canonicalJson([version, value]))
}
