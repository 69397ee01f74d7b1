import { isNeverTrue } from '../expression/settled.ts'
import { fingerprintsOf, type Prints, type ProjectPrints } from '../fingerprint/fingerprint.ts'
import { type NodePrint, printOver, wholePrint } from '../fingerprint/print.ts'
import type { Side, SideNode } from '../fingerprint/side.ts'
import { type Node, type NodeId, nodeId, type Project } from '../recipe/types.ts'
import { testReads } from '../recipe/waits-for.ts'
import { causeOf, nameFrom, plainReason } from './cause.ts'
import type { Known } from './drift.ts'
import type { Action, Fingerprint, PlannedNode, Reason } from './types.ts'

/** What production runs: the fingerprint of each bound node and source. */
export interface ProductionState {
  readonly version: number
  readonly bound: ReadonlyMap<NodeId, Fingerprint>
}

export interface Sides {
  /** The merge base; null when there is nothing to compare with. */
  readonly base: Side | null
  readonly head: Project
  /** Null without a ledger: production is then taken to stand at the merge base. */
  readonly production: ProductionState | null
  /** Nodes to run in any case, as `recipe.node`, or by name where they are meant in every recipe. */
  readonly force: readonly string[]
  /** The nodes that may run; null: all. */
  readonly selected: ReadonlySet<NodeId> | null
  /** In a kitchen nothing acts outside the warehouse, unless it has a sandbox. */
  readonly target: 'kitchen' | 'production'
  /** The nodes that a kitchen leaves alone whatever the head says; see `untrustedNodes`. */
  readonly untrusted: ReadonlySet<NodeId>
  /** What production's bindings may rightly be; null where nobody has looked: nothing is then said to have drifted. */
  readonly known: Known | null
  /** What the kitchen has made already; null: nothing is known of it. */
  readonly built: ReadonlyMap<NodeId, Fingerprint> | null
}

/** A decision, with what readers will find. */
export interface Decided {
  readonly planned: PlannedNode
  readonly print: NodePrint
  /** False when it is left out and nobody has built it before: who reads it has nothing to read. */
  readonly there: boolean
}

/**
 * The three-way decision for every node of the head, upstreams first.
 *
 *                        same as merge base            changed since merge base
 *   production the same  reuse, unchanged              reuse, unchanged (production has it already)
 *   production another   reuse, main_moved: not ours   run; stale when production left the merge base too
 *   production has none  run, never_built              run
 *
 * What would run is left alone (skip) when it was not selected, when its condition cannot hold, or when it acts outside
 * the warehouse and this is a kitchen.
 */
export function decide(sides: Sides): PlannedNode[] {
  const head = fingerprintsOf(sides.head, sides.base)
  const force = new Set<string>(sides.force)
  const decided = new Map<NodeId, Decided>()
  for (const node of sides.head.order) decided.set(node.id, decideNode(node, { sides, head, force, decided }))
  return [...decided.values()].map(({ planned }) => planned)
}

export interface Deciding {
  readonly sides: Sides
  readonly head: ProjectPrints
  readonly force: ReadonlySet<string>
  /** The nodes upstream. */
  readonly decided: ReadonlyMap<NodeId, Decided>
}

function decideNode(node: Node, deciding: Deciding): Decided {
  const { sides, head, force, decided } = deciding
  const { base, production } = sides
  const earlier = earlierId(node, sides)
  const before = base?.nodes.get(earlier)
  const built = before === undefined || isNeverTrue(before) ? undefined : before.print.full
  const bound = production === null ? built : (production.bound.get(node.id) ?? production.bound.get(earlier))
  const own = ownOf(head, node)
  const print = effectivePrint(node, own, head, decided)
  const headPrint = printOf(head, node.id)
  const ours = base === null ? bound !== print.full : built !== headPrint.full
  const isSelected = sides.selected === null || sides.selected.has(node.id)
  const frame = {
    node: node.name,
    kind: node.kind,
    stale: false,
    was:
      earlier !== node.id && bound !== undefined && production?.bound.get(node.id) !== bound ? nameOf(earlier) : null,
    conditional: false,
    cost: null,
  }
  const checks = isSelected && base !== null && checksChanged(node, own, before, deciding)
  const settle = (action: Action, reason: Reason, of: NodePrint, there = true): Decided => ({
    planned: { ...frame, action, fingerprint: of.full, reason, check: action !== 'skip' && checks },
    print: of,
    there,
  })
  const reuse = (code: Reason['code'], of: NodePrint): Decided => settle('reuse', plainReason(code), of)
  const run = (why: () => Reason, stale = false): Decided => {
    const standing = standingPrint(bound, print, before)
    const skip = (code: Reason['code'], of: NodePrint, because: readonly string[] = []): Decided =>
      settle('skip', { ...plainReason(code), because }, of, standing !== null)
    const missing = node.upstreams.filter((id) => decided.get(id)?.there === false)
    if (!isSelected) return skip('excluded', standing ?? print)
    if (missing.length > 0)
      return skip(
        'excluded',
        standing ?? print,
        missing.map((id) => nameFrom(node, id)),
      )
    if (isNeverTrue(node)) return skip('condition', standing ?? print)
    // Its readers take in what it will do; it is there, for it leaves nothing to be read.
    if (isOutOfReach(node, sides)) {
      const because = sides.untrusted.has(node.id) ? [node.name] : []
      return settle('skip', { ...plainReason('outside_effect'), because }, print)
    }
    const planned = { ...frame, action: 'run', fingerprint: print.full, check: true, stale } as const
    return { planned: { ...planned, conditional: node.condition !== null, reason: why() }, print, there: true }
  }

  if (force.has(node.id) || force.has(node.name)) return run(() => plainReason('forced'))
  if (bound === print.full || sides.built?.get(node.id) === print.full) return reuse('unchanged', print)
  // Main has changed an upstream of it in something that it does not use.
  if (!ours && bound !== undefined && bound === built) return reuse('unchanged', headPrint)
  // Of what others have changed, production tells the full fingerprint alone.
  if (!ours && bound !== undefined) {
    const says = sides.known === null || sides.known.says(node.id, bound)
    return reuse(says ? 'main_moved' : 'drifted', wholePrint(bound))
  }
  const unknown = base === null ? bound === undefined : built !== undefined && bound === undefined
  if (unknown) return run(() => plainReason('never_built'))
  const stale = production !== null && built !== undefined && bound !== built
  return run(() => causeOf(node, before, deciding), stale)
}

/** What production has of a node, with its columns where they are known; null when it has nothing. */
function standingPrint(bound: Fingerprint | undefined, now: NodePrint, before: SideNode | undefined): NodePrint | null {
  if (bound === undefined) return null
  if (bound === now.full) return now
  return before !== undefined && bound === before.print.full ? before.print : wholePrint(bound)
}

function isOutOfReach(node: Node, { target, untrusted }: Sides): boolean {
  return target === 'kitchen' && ((node.outside && node.sandbox === null) || untrusted.has(node.id))
}

/** What the node was called on the other side: its own name, unless it says that it had another and nobody has that now. */
function earlierId(node: Node, { base, head, production }: Sides): NodeId {
  if (node.was.length === 0 || base?.nodes.has(node.id) === true) return node.id
  const names = node.was.map((name) => nodeId(node.recipe, name))
  const had = (id: NodeId): boolean => base?.nodes.has(id) === true || production?.bound.has(id) === true
  return names.find((id) => !head.nodes.has(id) && had(id)) ?? node.id
}

/** Its tests or measures are others, or a relation is another one that a test looks at. */
function checksChanged(node: Node, own: Prints, before: SideNode | undefined, deciding: Deciding): boolean {
  if (before?.own.checks !== own.checks) return true
  const { base } = deciding.sides
  return testReads(node).some((id) => {
    if (id === node.id) return false
    const now = deciding.decided.get(id)?.planned.fingerprint ?? deciding.head.full.get(id)
    return now !== (base?.nodes.get(id)?.print ?? base?.sources.get(id))?.full
  })
}

/** The node over what its upstreams will really be: production's where main has moved on, the head's elsewhere. */
function effectivePrint(node: Node, own: Prints, head: ProjectPrints, decided: Deciding['decided']): NodePrint {
  const isAsWritten = node.upstreams.every((id) => {
    const upstream = decided.get(id)
    return upstream === undefined || upstream.print === head.prints.get(id)
  })
  if (isAsWritten) return printOf(head, node.id)
  return printOver(node, own, (id) => decided.get(id)?.print ?? printOf(head, id))
}

function ownOf({ own }: ProjectPrints, node: Node): Prints {
  const found = own.get(node.id)
  if (found === undefined) throw new Error(`${node.id} has no fingerprint`)
  return found
}

function printOf({ prints }: ProjectPrints, id: NodeId): NodePrint {
  const print = prints.get(id)
  if (print === undefined) throw new Error(`${id} has no fingerprint`)
  return print
}

function nameOf(id: NodeId): string {
  return id.slice(id.indexOf('.') + 1)
}

/** How many nodes take each action. */
export function countActions(nodes: readonly PlannedNode[]): Record<Action, number> {
  const counts = { run: 0, reuse: 0, skip: 0 }
  for (const node of nodes) counts[node.action]++
  return counts
}
