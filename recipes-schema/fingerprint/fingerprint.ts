import { nodeKind } from '../kinds/index.ts'
import type { Parts } from '../kinds/kind.ts'
import type { Fingerprint } from '../plan/types.ts'
import type { Node, NodeId, Project, Source } from '../recipe/types.ts'
import { canonicalJson, sha256 } from '../text/digest.ts'
import { checksOf, type Digests, digestsOf, knownDigests } from './digests.ts'
import { type NodePrint, printOver, version, wholePrint } from './print.ts'
import type { Side, SideNode } from './side.ts'

/** What of a node decides its result, in parts, so that a plan can say which part changed. */
export interface Prints {
  /** The node's own definition. */
  readonly identity: string
  /** The values of the variables that it uses. */
  readonly variables: string
  /** Its tests and measures, which decide no result: when they change the node is checked again, not built again. */
  readonly checks: string
  /** The names of its columns in their order; null when not all are known. */
  readonly names: readonly string[] | null
  /** What its readers can take apart; null when it can only be taken whole. Found out when somebody asks. */
  readonly parts: () => Parts | null
}

/** A project's fingerprints: `full` takes in all that a node uses upstream. */
export interface ProjectPrints {
  readonly own: ReadonlyMap<NodeId, Prints>
  readonly full: ReadonlyMap<NodeId, Fingerprint>
  /** The same with the fingerprints of rows and columns. */
  readonly prints: ReadonlyMap<NodeId, NodePrint>
}

const known = new WeakMap<Project, ProjectPrints>()

/**
 * Fingerprints of every source and node; a project never changes, so they are made once. `like` is another state of the
 * same repository: what is the same there is not worked out again.
 */
export function fingerprintsOf(project: Project, like: Side | null = null): ProjectPrints {
  const found = known.get(project) ?? compute(project, like)
  known.set(project, found)
  return found
}

function compute(project: Project, like: Side | null): ProjectPrints {
  const own = new Map<NodeId, Prints>()
  const prints = new Map<NodeId, NodePrint>()
  /** What is in every respect as it is in `like`. */
  const same = new Set<NodeId>()
  const settings = settingsOf(project)
  for (const source of project.sources.values()) {
    const print = sourcePrint(source)
    if (like?.sources.get(source.id)?.full === print.full) same.add(source.id)
    prints.set(source.id, print)
  }
  const namesOf = (upstream: NodeId) =>
    own.get(upstream)?.names ?? project.sources.get(upstream)?.columns?.map(({ name }) => name) ?? null
  for (const node of project.order) {
    const before = like?.nodes.get(node.id)
    const untouched = before !== undefined && like?.settings === settings && isWrittenAlike(node, before)
    const digests = knownDigests(node) ?? (untouched ? standingDigests(node, before) : digestsOf(node))
    const parts = once(() => nodeKind(node.kind).parts(node, namesOf))
    const isSame =
      before !== undefined &&
      digests.identity === before.own.identity &&
      digests.variables === before.own.variables &&
      equalTexts(node.upstreams, before.upstreams) &&
      node.upstreams.every((id) => same.has(id))
    if (isSame) same.add(node.id)
    own.set(node.id, { ...digests, names: isSame ? before.names : (parts()?.names ?? null), parts })
    prints.set(node.id, isSame ? before.print : printOver(node, { ...digests, parts }, (id) => printOf(prints, id)))
  }
  return { own, prints, full: new Map([...prints].map(([id, print]) => [id, print.full])) }
}

/** The digests of a node that is written as it was. Queries of tests stand in other files, and names in them may mean another node. */
function standingDigests(node: Node, { own }: SideNode): Digests {
  const isAlone = node.tests.every(({ query, reads }) => query === null && reads.length === 0)
  return isAlone ? own : { ...own, checks: checksOf(node) }
}

/**
 * Which data it is; what is in it is the source's version, known only where the data is. What a kitchen gets to see of it
 * is no part: it changes nothing that production reads, and counts in the addresses of a kitchen's builds. Declared columns
 * are all that is seen of it, each cast to its type, and no row is lost by that: so its readers take them apart.
 */
function sourcePrint({ origin, connection, columns }: Source): NodePrint {
  const identity = origin.type === 'file' ? ['file', origin.file] : ['table', connection, ...namesIn(origin)]
  if (columns === null) return wholePrint(sha256(canonicalJson([version, ...identity])) as Fingerprint)
  const declared = columns.map(({ name, type }) => [name, type.trim().toLowerCase()])
  const full = sha256(canonicalJson([version, ...identity, declared])) as Fingerprint
  const rows = sha256(canonicalJson([version, 'rows', ...identity]))
  const prints = declared.map(([name = '', type]) => {
    return [name.toLowerCase(), sha256(canonicalJson([version, 'column', ...identity, name, type]))] as const
  })
  return { full, parts: { rows, columns: new Map(prints) } }
}

function namesIn({ catalog, schema, name }: Extract<Source['origin'], { type: 'table' }>): (string | null)[] {
  return catalog === null ? [schema, name] : [catalog, schema, name]
}

/** What stands elsewhere than in a node's own files and may decide what they mean: connections, values of variables. */
export function settingsOf(project: Project): string {
  const variables = project.recipes.map(({ name, variables }) => [
    name,
    [...variables.values()].map((variable) => [variable.name, variable.value]),
  ])
  return canonicalJson([version, [...project.connections.values()], project.production, variables])
}

/** The same files hold it, it uses the same values and reads the same nodes: then it says the same, its tests apart. */
function isWrittenAlike(node: Node, { files, upstreams, variables }: SideNode): boolean {
  // How a measure is taken stands with the node that has it.
  if (Object.keys(node.measuresUsed).length > 0) return false
  return (
    node.files.length === files.length &&
    node.files.every(({ path, blob }, index) => files[index]?.path === path && files[index]?.blob === blob) &&
    equalTexts(node.upstreams, upstreams) &&
    equalValues(node.variables, variables)
  )
}

function equalTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index])
}

function equalValues(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function printOf(prints: ReadonlyMap<NodeId, NodePrint>, id: NodeId): NodePrint {
  const found = prints.get(id)
  if (found === undefined) throw new Error(`${id} has no fingerprint: nodes are not in order`)
  return found
}
