import { type Digests, digestsOf, rememberDigests } from '../fingerprint/digests.ts'
import { type Node, type NodeId, nodeId, type SqlNode } from '../recipe/types.ts'
import { rememberTestReads, testReads } from '../recipe/waits-for.ts'

/** What most nodes have, and is not written for each. */
const usual = {
  description: null,
  whole: [],
  variables: {},
  ambient: [],
  measuresUsed: {},
  condition: null,
  timeoutMinutes: null,
  retry: null,
  continueOnError: false,
  concurrency: null,
  tags: [],
  owner: null,
  was: [],
  aliases: {},
  matrix: {},
  outside: false,
  sandbox: null,
} as const

/** What a plan does not look at unless something has changed; the rest of a node is read with the recipe. */
type Late = Pick<SqlNode, 'query' | 'parameters' | 'materialized' | 'relations' | 'tests' | 'measures' | 'place'>

/** A node as plain data. `late` stands elsewhere; null: the node is whole. */
export type NodeRow = readonly [
  name: string,
  upstreams: readonly NodeId[],
  files: readonly string[],
  digests: readonly [identity: string, variables: string, checks: string],
  reads: readonly NodeId[],
  own: Readonly<Record<string, unknown>>,
  late: readonly [start: number, end: number] | null,
]

/** A node as a row; `putLate` keeps a text and gives where it stands. */
export function rowOf(node: Node, putLate: (text: string) => readonly [number, number]): NodeRow {
  const { id: _id, recipe: _recipe, name, upstreams, files, ...rest } = node
  const digests = digestsOf(node)
  rememberDigests(node, digests)
  const { identity, variables, checks } = digests
  const start = [name, upstreams, files.flatMap(({ path, blob }) => [path, blob])] as const
  const facts = [[identity, variables, checks], testReads(node)] as const
  if (rest.kind !== 'sql') return [...start, ...facts, unusual(rest), null]
  const { query, parameters, materialized, relations, tests, measures, place, ...own } = rest
  const late: Late = { query, parameters, materialized, relations, tests, measures, place }
  return [...start, ...facts, unusual(own), putLate(JSON.stringify(late))]
}

/** The node of a row, whose late part is read when somebody asks for any of it. */
export function nodeFrom(recipe: string, row: NodeRow, getLate: (start: number, end: number) => string): Node {
  const [name, upstreams, paths, [identity, variables, checks], reads, own, late] = row
  const files: { path: string; blob: string }[] = []
  for (let at = 0; at < paths.length; at += 2) files.push({ path: paths[at] ?? '', blob: paths[at + 1] ?? '' })
  const frame = { ...usual, ...own, id: nodeId(recipe, name), recipe, name, upstreams, files }
  const node = (late === null ? frame : withLate(frame, () => JSON.parse(getLate(...late)) as Late)) as unknown as Node
  const digests: Digests = { identity, variables, checks }
  rememberDigests(node, digests)
  rememberTestReads(node, reads)
  return node
}

/** Properties like others to whoever copies or prints the node. */
function withLate(frame: object, read: () => Late): object {
  let known: Late | null = null
  const late = (): Late => {
    known ??= read()
    return known
  }
  return {
    ...frame,
    get query() {
      return late().query
    },
    get parameters() {
      return late().parameters
    },
    get materialized() {
      return late().materialized
    },
    get relations() {
      return late().relations
    },
    get tests() {
      return late().tests
    },
    get measures() {
      return late().measures
    },
    get place() {
      return late().place
    },
  }
}

function unusual(own: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const standard: Readonly<Record<string, unknown>> = usual
  return Object.fromEntries(
    Object.entries(own).filter(
      ([key, value]) => !Object.hasOwn(standard, key) || JSON.stringify(standard[key]) !== JSON.stringify(value),
    ),
  )
}
