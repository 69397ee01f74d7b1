import { fingerprintsOf, type ProjectPrints } from '../fingerprint/fingerprint.ts'
import { type NodePrint, printOver, takenFrom, wholePrint } from '../fingerprint/print.ts'
import type { Node, NodeId, Project } from '../recipe/types.ts'
import type { Action, Fingerprint, PlannedNode, Reason } from './types.ts'

/** What production runs: the fingerprint of each bound node and source. */
export interface ProductionState {
  readonly version: number
  readonly bound: ReadonlyMap<NodeId, Fingerprint>
}

export interface Sides {
  /** The merge base; null when there is nothing to compare with. */
  readonly base: Project | null
  readonly head: Project
  /** Null without a ledger: production is then taken to stand at the merge base. */
  readonly production: ProductionState | null
  /** Nodes to run in any case, as `recipe.node`, or by name where they are meant in every recipe. */
  readonly force: readonly string[]
}

/**
 * The three-way decision for every node of the head, upstreams first.
 *
 *                        same as merge base            changed since merge base
 *   production the same  reuse, unchanged              reuse, unchanged (production has it already)
 *   production another   reuse, main_moved: not ours   run; stale when production left the merge base too
 *   production has none  run, never_built              run
 */
export function decide(sides: Sides): PlannedNode[] {
  const head = fingerprintsOf(sides.head)
  const base = sides.base === null ? null : fingerprintsOf(sides.base)
  const decided = new Map<NodeId, Decided>()
  for (const node of sides.head.order) decided.set(node.id, decideNode(node, sides, head, base, decided))
  return [...decided.values()].map(({ planned }) => planned)
}

/** A decision, with what readers will find. */
interface Decided {
  readonly planned: PlannedNode
  readonly print: NodePrint
}

type DecidedNodes = ReadonlyMap<NodeId, Decided>

function decideNode(
  node: Node,
  sides: Sides,
  head: ProjectPrints,
  base: ProjectPrints | null,
  decided: DecidedNodes,
): Decided {
  const { production } = sides
  const print = effectivePrint(node, head, decided)
  const fingerprint = print.full
  const before = base?.full.get(node.id)
  const bound = production === null ? before : production.bound.get(node.id)
  const ours = base === null ? bound !== fingerprint : before !== head.full.get(node.id)
  const checksChanged =
    base !== null &&
    (base.own.get(node.id)?.checks !== head.own.get(node.id)?.checks || testsReadChanged(node, head, base, decided))
  const frame = { node: node.name, kind: node.kind, fingerprint, check: checksChanged, stale: false }
  const reuse = (code: Reason['code'], of: NodePrint): Decided => ({
    planned: { ...frame, fingerprint: of.full, action: 'reuse', reason: { code, because: [], files: [] } },
    print: of,
  })
  const run = (reason: Reason, stale = false): Decided => ({
    planned: { ...frame, action: 'run', check: true, stale, reason },
    print,
  })

  if (sides.force.includes(node.id) || sides.force.includes(node.name))
    return run({ code: 'forced', because: [], files: [] })
  if (bound === fingerprint) return reuse('unchanged', print)
  // Main has changed an upstream of it in something that it does not use.
  if (!ours && bound !== undefined && bound === before) return reuse('unchanged', printOf(head, node.id))
  // Of what others have changed, production tells the full fingerprint alone.
  if (!ours && bound !== undefined) return reuse('main_moved', wholePrint(bound))
  const unknown = base === null ? bound === undefined : before !== undefined && bound === undefined
  if (unknown) return run({ code: 'never_built', because: [], files: [] })
  const stale = production !== null && before !== undefined && bound !== before
  return run(causeOf(node, sides, base, head, decided), stale)
}

/** A test that looks at another relation has to look again when that relation is another one. */
function testsReadChanged(node: Node, head: ProjectPrints, base: ProjectPrints, decided: DecidedNodes): boolean {
  const reads = node.tests.flatMap((test) => test.reads).filter((id) => id !== node.id)
  return reads.some((id) => (decided.get(id)?.planned.fingerprint ?? head.full.get(id)) !== base.full.get(id))
}

/** The node over what its upstreams will really be: production's where main has moved on, the head's elsewhere. */
function effectivePrint(node: Node, head: ProjectPrints, decided: DecidedNodes): NodePrint {
  const own = head.own.get(node.id)
  if (own === undefined) throw new Error(`${node.id} has no fingerprint`)
  return printOver(node, own, (id) => decided.get(id)?.print ?? printOf(head, id))
}

function printOf({ prints }: ProjectPrints, id: NodeId): NodePrint {
  const print = prints.get(id)
  if (print === undefined) throw new Error(`${id} has no fingerprint`)
  return print
}

function causeOf(
  node: Node,
  sides: Sides,
  base: ProjectPrints | null,
  head: ProjectPrints,
  decided: DecidedNodes,
): Reason {
  const before = sides.base?.nodes.get(node.id)
  const was = base?.own.get(node.id)
  const is = head.own.get(node.id)
  if (before === undefined || was === undefined || was.identity !== is?.identity)
    return { code: 'changed', because: [], files: changedFiles(node, before) }
  if (was.variables !== is.variables) {
    const names = Object.keys(node.variables).filter((name) => node.variables[name] !== before.variables[name])
    return { code: 'variable_changed', because: names.sort(), files: node.files.slice(0, 1).map((file) => file.path) }
  }
  const changed = node.upstreams.filter(
    (id) => decided.get(id)?.planned.action === 'run' || changedSource(id, base, head),
  )
  const used = changed.filter((id) => takes(id, before, base) !== takes(id, node, head))
  const causes = used.length > 0 ? used : changed
  const recipeFile = node.files.slice(0, 1).map((file) => file.path)
  return {
    code: 'upstream_changed',
    because: causes.map((id) => nameFrom(node, id)),
    files: [...new Set(causes.flatMap((id) => decided.get(id)?.planned.reason.files ?? recipeFile))].sort(),
  }
}

/** What a node took in of an upstream on one side of the change. */
function takes(upstream: NodeId, node: Node, prints: ProjectPrints | null): string | undefined {
  const [own, print] = [prints?.own.get(node.id), prints?.prints.get(upstream)]
  return own === undefined || print === undefined ? undefined : takenFrom(upstream, node, own, print)
}

function changedSource(id: NodeId, base: ProjectPrints | null, head: ProjectPrints): boolean {
  return !head.own.has(id) && base?.full.get(id) !== head.full.get(id)
}

/** The files that differ from the base's; a recipe holds many nodes, so it is named only when nothing else differs. */
function changedFiles(node: Node, before: Node | undefined): string[] {
  const blobs = new Map(before?.files.map(({ path, blob }) => [path, blob]))
  const changed = node.files.filter(({ path, blob }) => blobs.get(path) !== blob).map(({ path }) => path)
  const own = changed.filter((path) => path !== node.files[0]?.path)
  return own.length > 0 ? own : changed
}

/** As a person of this recipe would call the other node. */
function nameFrom(node: Node, id: NodeId): string {
  const prefix = `${node.recipe}.`
  return id.startsWith(prefix) ? id.slice(prefix.length) : id
}

/** How many nodes take each action. */
export function countActions(nodes: readonly PlannedNode[]): Record<Action, number> {
  const counts = { run: 0, reuse: 0, skip: 0 }
  for (const node of nodes) counts[node.action]++
  return counts
}
