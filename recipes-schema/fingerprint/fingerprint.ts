import { nodeKind } from '../kinds/index.ts'
import type { Fingerprint } from '../plan/types.ts'
import type { Node, NodeId, Project, Source } from '../recipe/types.ts'
import { canonicalJson, sha256 } from '../text/digest.ts'

/** Raised when the meaning of a fingerprint changes, so that no build of an older meaning is taken for a new one. */
const version = 1

/** What of a node decides its result, in parts, so that a plan can say which part changed. */
export interface Prints {
  /** The node's own definition. */
  readonly identity: string
  /** The values of the variables that it uses. */
  readonly variables: string
  /** Its tests and measures, which decide no result: when they change the node is checked again, not built again. */
  readonly checks: string
}

/** A project's fingerprints: `full` takes in everything upstream. */
export interface ProjectPrints {
  readonly own: ReadonlyMap<NodeId, Prints>
  readonly full: ReadonlyMap<NodeId, Fingerprint>
}

const known = new WeakMap<Project, ProjectPrints>()

/** Fingerprints of every source and node; a project never changes, so they are made once. */
export function fingerprintsOf(project: Project): ProjectPrints {
  const found = known.get(project) ?? compute(project)
  known.set(project, found)
  return found
}

/** A node's fingerprint over given fingerprints of its upstreams. */
export function fingerprintOver(prints: Prints, upstreams: readonly (readonly [NodeId, Fingerprint])[]): Fingerprint {
  return sha256(canonicalJson([version, prints.identity, prints.variables, upstreams])) as Fingerprint
}

function compute(project: Project): ProjectPrints {
  const own = new Map<NodeId, Prints>()
  const full = new Map<NodeId, Fingerprint>()
  for (const source of project.sources.values()) full.set(source.id, sourceFingerprint(source))
  for (const node of project.order) own.set(node.id, printsOf(node))
  for (const node of project.order) {
    const prints = own.get(node.id)
    if (prints !== undefined)
      full.set(
        node.id,
        fingerprintOver(
          prints,
          node.upstreams.map((id) => [id, printOf(full, id)]),
        ),
      )
  }
  return { own, full }
}

function printsOf(node: Node): Prints {
  return {
    identity: sha256(canonicalJson([node.kind, nodeKind(node.kind).identity(node), node.measuresUsed])),
    variables: sha256(canonicalJson(node.variables)),
    checks: sha256(
      canonicalJson([
        node.tests.map(testIdentity),
        node.measures.map(({ name, kind, options }) => [name, kind, options]),
      ]),
    ),
  }
}

function testIdentity(test: Node['tests'][number]): unknown {
  return [test.kind, test.query?.shape.canonical ?? test.options, test.severity, test.reads]
}

/** Which file it is; what is in it is the source's version, known only where the data is. */
function sourceFingerprint(source: Source): Fingerprint {
  return sha256(canonicalJson([version, 'file', source.file])) as Fingerprint
}

function printOf(full: ReadonlyMap<NodeId, Fingerprint>, id: NodeId): Fingerprint {
  const found = full.get(id)
  if (found === undefined) throw new Error(`${id} has no fingerprint: nodes are not in order`)
  return found
}
