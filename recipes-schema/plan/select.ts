import { type Direction, reach } from '../graph/reach.ts'
import type { Node, NodeId, Project } from '../recipe/types.ts'
import { didYouMean } from '../text/nearest.ts'
import { matcherOf } from '../text/star.ts'

/** What a selection is made from. */
export interface Selectable {
  readonly project: Project
  /** The nodes that the change itself runs, checks or is about: what `changed` means. */
  readonly changed: ReadonlySet<NodeId>
}

/** Something in an expression that names nothing; `start` and `end` are offsets in the expression. */
export interface SelectFault {
  readonly message: string
  readonly hint: string | null
  readonly start: number
  readonly end: number
}

export type Selection =
  | { readonly ok: true; readonly nodes: ReadonlySet<NodeId> }
  | { readonly ok: false; readonly faults: readonly SelectFault[] }

/**
 * The nodes that an expression selects: what stands between spaces is added up, what stands between commas has to hold at
 * once. Every part that names nothing is a fault, so that a slip of the pen never runs less than was meant.
 */
export function selectNodes(expression: string, graph: Selectable): Selection {
  const faults: SelectFault[] = []
  const nodes = new Set<NodeId>()
  for (const { text, start } of words(expression, /\S+/g, 0)) {
    const sets = words(text, /[^,]+/g, start).map((term) => selectTerm(term, graph, faults))
    if (sets.length === 0)
      faults.push({ message: `"${text}" selects nothing.`, hint: null, start, end: start + text.length })
    for (const id of intersection(sets)) nodes.add(id)
  }
  if (expression.trim() === '')
    faults.push({ message: 'The selection is empty.', hint: 'Name a node, or leave --select out.', start: 0, end: 0 })
  return faults.length === 0 ? { ok: true, nodes } : { ok: false, faults }
}

interface Word {
  readonly text: string
  readonly start: number
}

function words(text: string, pattern: RegExp, offset: number): Word[] {
  return [...text.matchAll(pattern)].map((match) => ({ text: match[0], start: offset + match.index }))
}

/** `2+name+1`: how far upstream, what, how far downstream. A plus without a number has no end. */
const termPattern = /^(?:(\d*)\+)?([^+\s]+?)(?:\+(\d*))?$/

function selectTerm({ text, start }: Word, graph: Selectable, faults: SelectFault[]): Set<NodeId> {
  const match = termPattern.exec(text)
  const [, up, core = '', down] = match ?? []
  const end = start + text.length
  if (match === null) {
    const hint = 'Write a node as name, +name, name+ or 2+name+1.'
    faults.push({ message: `"${text}" is no selection.`, hint, start, end })
    return new Set()
  }
  const found = selectCore(core, graph)
  if ('message' in found) {
    faults.push({ ...found, start, end })
    return new Set()
  }
  const selected = new Set<NodeId>(found)
  const walks: [string | undefined, Direction][] = [
    [up, 'upstream'],
    [down, 'downstream'],
  ]
  for (const [steps, direction] of walks) {
    if (steps === undefined) continue
    const limit = steps === '' ? Number.POSITIVE_INFINITY : Number(steps)
    for (const id of reach(graph.project.order, [...found], direction, limit)) selected.add(id)
  }
  // A source is a place to start from, and nothing that runs.
  return new Set([...selected].filter((id) => graph.project.nodes.has(id)))
}

type Found = ReadonlySet<NodeId> | { readonly message: string; readonly hint: string | null }

function selectCore(core: string, graph: Selectable): Found {
  if (core === 'changed') return new Set(graph.changed)
  const colon = core.indexOf(':')
  if (colon === -1) return selectNamed(core, graph.project)
  const [method, value] = [core.slice(0, colon), core.slice(colon + 1)]
  const known = methods.get(method)
  if (known === undefined)
    return { message: `There is no method "${method}:".`, hint: didYouMean(method, [...methods.keys()]) }
  const values = new Set(graph.project.order.flatMap(known))
  const matches = matcherOf(value)
  if (![...values].some(matches))
    return { message: `No node has the ${method} "${value}".`, hint: didYouMean(value, [...values]) }
  return new Set(graph.project.order.filter((node) => known(node).some(matches)).map((node) => node.id))
}

/** What a method compares its value with. */
const methods: ReadonlyMap<string, (node: Node) => readonly string[]> = new Map([
  ['tag', (node: Node) => node.tags],
  ['recipe', (node: Node) => [node.recipe]],
  ['kind', (node: Node) => [node.kind]],
  ['owner', (node: Node) => (node.owner === null ? [] : [node.owner])],
  ['file', (node: Node) => node.files.map((file) => file.path)],
])

/** By `recipe.name`, or by name in every recipe; `*` stands for any letters. */
function selectNamed(name: string, project: Project): Found {
  const all = [...project.order, ...project.sources.values()]
  const matches = matcherOf(name)
  const found = all.filter((one) => matches(one.id) || matches(one.name)).map((one) => one.id)
  if (found.length > 0) return new Set(found)
  const known = [...new Set(all.flatMap((one) => (name.includes('.') ? [one.id] : [one.name])))]
  return { message: `There is no node "${name}".`, hint: didYouMean(name, known) }
}

function intersection(sets: readonly ReadonlySet<NodeId>[]): NodeId[] {
  const [first, ...others] = sets
  return [...(first ?? [])].filter((id) => others.every((set) => set.has(id)))
}
