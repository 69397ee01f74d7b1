import { nodeKind } from '../kinds/index.ts'
import type { Parts } from '../kinds/kind.ts'
import type { Fingerprint } from '../plan/types.ts'
import type { Node, NodeId, Project, Source } from '../recipe/types.ts'
import { canonicalJson, sha256 } from '../text/digest.ts'
import { type NodePrint, printOver, version, wholePrint } from './print.ts'

/** What of a node decides its result, in parts, so that a plan can say which part changed. */
export interface Prints {
  /** The node's own definition. */
  readonly identity: string
  /** The values of the variables that it uses. */
  readonly variables: string
  /** Its tests and measures, which decide no result: when they change the node is checked again, not built again. */
  readonly checks: string
  /** What its readers can take apart; null when it can only be taken whole. */
  readonly parts: Parts | null
}

/** A project's fingerprints: `full` takes in all that a node uses upstream. */
export interface ProjectPrints {
  readonly own: ReadonlyMap<NodeId, Prints>
  readonly full: ReadonlyMap<NodeId, Fingerprint>
  /** The same with the fingerprints of rows and columns. */
  readonly prints: ReadonlyMap<NodeId, NodePrint>
}

const known = new WeakMap<Project, ProjectPrints>()

/** Fingerprints of every source and node; a project never changes, so they are made once. */
export function fingerprintsOf(project: Project): ProjectPrints {
  const found = known.get(project) ?? compute(project)
  known.set(project, found)
  return found
}

function compute(project: Project): ProjectPrints {
  const own = new Map<NodeId, Prints>()
  const prints = new Map<NodeId, NodePrint>()
  for (const source of project.sources.values()) prints.set(source.id, wholePrint(sourceFingerprint(source)))
  for (const node of project.order) {
    const ours = printsOf(node, (upstream) => own.get(upstream)?.parts?.names ?? null)
    own.set(node.id, ours)
    prints.set(
      node.id,
      printOver(node, ours, (upstream) => printOf(prints, upstream)),
    )
  }
  return { own, prints, full: new Map([...prints].map(([id, print]) => [id, print.full])) }
}

function printsOf(node: Node, namesOf: (upstream: NodeId) => readonly string[] | null): Prints {
  const kind = nodeKind(node.kind)
  return {
    identity: sha256(canonicalJson([node.kind, kind.identity(node), node.measuresUsed, ...frameIdentity(node)])),
    variables: sha256(canonicalJson(node.variables)),
    checks: sha256(
      canonicalJson([
        node.tests.map(testIdentity),
        node.measures.map(({ name, kind, options }) => [name, kind, options]),
      ]),
    ),
    parts: withFrame(node, kind.parts(node, namesOf)),
  }
}

/**
 * What of the frame decides the result: whether the node is made at all, and what its leg of a matrix stands for. Empty
 * for nodes without them.
 */
function frameIdentity({ condition, matrix }: Node): readonly unknown[] {
  return condition === null && Object.keys(matrix).length === 0 ? [] : [condition, matrix]
}

function withFrame(node: Node, parts: Parts | null): Parts | null {
  const frame = frameIdentity(node)
  return parts === null || frame.length === 0 ? parts : { ...parts, form: [parts.form, ...frame] }
}

function testIdentity(test: Node['tests'][number]): unknown {
  const { kind, query, options, severity, reads, where, failIf } = test
  return [kind, query?.shape.canonical ?? options, severity, reads, where, failIf]
}

/** Which file it is; what is in it is the source's version, known only where the data is. */
function sourceFingerprint(source: Source): Fingerprint {
  const { origin } = source
  const identity =
    origin.type === 'file' ? ['file', origin.file] : ['table', source.connection, origin.schema, origin.name]
  // Only the columns that it declares are seen of it.
  const columns = source.columns === null ? [] : [source.columns.map(({ name }) => name)]
  return sha256(canonicalJson([version, ...identity, ...columns])) as Fingerprint
}

function printOf(prints: ReadonlyMap<NodeId, NodePrint>, id: NodeId): NodePrint {
  const found = prints.get(id)
  if (found === undefined) throw new Error(`${id} has no fingerprint: nodes are not in order`)
  return found
}
