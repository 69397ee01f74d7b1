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
  readonly parts: () => Parts | null
}

type PrintOf = (upstream: NodeId) => NodePrint

/**
 * A node's fingerprints over given ones of its upstreams. A part takes in its own identity, and of each upstream that it
 * uses the rows and the columns that it uses. The full one is over rows and columns with their names and order, and
 * over how they are kept; what a node waits for without reading it by SQL counts with its rows.
 */
export function printOver(node: Node, own: Own, printOf: PrintOf): NodePrint {
  const parts = own.parts()
  if (parts === null) {
    const upstreams = node.upstreams.map((id) => [id, printOf(id).full])
    return wholePrint(digest([own.identity, own.variables, upstreams]) as Fingerprint)
  }
  const whole = node.whole.map((id) => [id, printOf(id).full])
  const rows = digest([partText(parts.rows, printOf), whole])
  const columns = parts.columns.map((column) => [column.name ?? '', digest(partText(column, printOf))] as const)
  const full = digest([node.kind, canonicalJson(parts.form), rows, columns]) as Fingerprint
  if (!parts.divisible) return wholePrint(full)
  return { full, parts: { rows, columns: new Map(columns.map(([name, print]) => [name.toLowerCase(), print])) } }
}

/** Of something of which only the full fingerprint is known. */
export function wholePrint(full: Fingerprint): NodePrint {
  return { full, parts: null }
}

/** What of an upstream is not the same any more, as far as a node uses it. */
export interface Difference {
  /** True when other rows come out of it, or when it counts whole. */
  readonly rows: boolean
  /** The columns that the node uses and that are made in another way now, in name order. */
  readonly columns: readonly string[]
}

/** How two states of an upstream differ for one node that reads it; null when the node cannot tell them apart. */
export function differenceFor(
  upstream: NodeId,
  node: Node,
  own: Own,
  before: NodePrint,
  now: NodePrint,
): Difference | null {
  if (before.full === now.full) return null
  const parts = own.parts()
  if (parts === null || node.whole.includes(upstream) || before.parts === null || now.parts === null)
    return { rows: true, columns: [] }
  const uses = [parts.rows, ...parts.columns].flatMap((part) => part.uses.filter((use) => use.node === upstream))
  const [was, is] = [before.parts, now.parts]
  if (uses.some((use) => use.columns === null)) {
    const names = [...new Set([...was.columns.keys(), ...is.columns.keys()])]
    return { rows: was.rows !== is.rows, columns: changedNames(names, was.columns, is.columns) }
  }
  const names = [...new Set(uses.flatMap((use) => use.columns ?? []))]
  const difference = { rows: was.rows !== is.rows, columns: changedNames(names, was.columns, is.columns) }
  return difference.rows || difference.columns.length > 0 ? difference : null
}

/** The columns of these names that are not the same in both. */
export function changedNames(
  names: readonly string[],
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): string[] {
  return names.filter((name) => before.get(name) !== now.get(name)).sort()
}

function partText({ identity, uses }: Part, printOf: PrintOf): readonly unknown[] {
  const texts = uses.map((use) => JSON.stringify([use.name, use.node, taken(use, printOf(use.node))]))
  return [canonicalJson(identity), texts.sort()]
}

/** A column that the upstream does not tell apart counts as all of it. */
function taken({ columns }: Use, { full, parts }: NodePrint): unknown {
  if (parts === null || columns === null) return full
  return [parts.rows, columns.map((column) => [column, parts.columns.get(column) ?? full])]
}

/** Of lists of texts, whose JSON is the same everywhere. */
function digest(value: readonly unknown[]): string {
  return sha256(JSON.stringify([version, value]))
}
