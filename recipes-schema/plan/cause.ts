import { changedNames, type Difference, differenceFor } from '../fingerprint/print.ts'
import type { SideNode } from '../fingerprint/side.ts'
import type { Node, NodeId } from '../recipe/types.ts'
import type { Deciding } from './decide.ts'
import type { Reason } from './types.ts'

/** So many files are named of those that cause a node to run; more help nobody. */
const mostFiles = 50

/** A reason that needs no more words. */
export function plainReason(code: Reason['code']): Reason {
  return { code, because: [], files: [], columns: [], rows: [], added: false }
}

/** Why a node that the change touches runs: itself, a variable, or what it uses upstream. `before`: the other side's. */
export function causeOf(node: Node, before: SideNode | undefined, deciding: Deciding): Reason {
  const is = deciding.head.own.get(node.id)
  if (before === undefined || is === undefined)
    return { ...plainReason('changed'), files: changedFiles(node, undefined), added: true }
  if (before.own.identity !== is.identity)
    return { ...plainReason('changed'), files: changedFiles(node, before), ...ownChanges(node, before, deciding) }
  if (before.own.variables !== is.variables) {
    const names = Object.keys(node.variables).filter((name) => node.variables[name] !== before.variables[name])
    return { ...plainReason('variable_changed'), because: names.sort(), files: recipeFile(node) }
  }
  return upstreamCause(node, deciding)
}

/** As a person of this recipe would call the other node. */
export function nameFrom(node: Node, id: NodeId): string {
  const prefix = `${node.recipe}.`
  return id.startsWith(prefix) ? id.slice(prefix.length) : id
}

/** Which of its own columns are made in another way, when its rows are still the same. */
function ownChanges(node: Node, before: SideNode, { head }: Deciding): Pick<Reason, 'columns' | 'rows'> {
  const [was, is] = [before.print.parts, head.prints.get(node.id)?.parts ?? null]
  if (was === null || is === null) return { columns: [], rows: [] }
  if (was.rows !== is.rows) return { columns: [], rows: [node.name] }
  return {
    columns: changedNames([...new Set([...was.columns.keys(), ...is.columns.keys()])], was.columns, is.columns),
    rows: [],
  }
}

function upstreamCause(node: Node, deciding: Deciding): Reason {
  const { decided } = deciding
  const differing = node.upstreams.flatMap((id) => {
    const difference = differenceIn(id, node, deciding)
    return difference === null ? [] : [{ id, name: nameFrom(node, id), ...difference }]
  })
  // What others have changed is not why this change runs something.
  const caused = differing.filter(({ id }) => !isTheirs(decided.get(id)?.planned.reason.code))
  const found = caused.length > 0 ? caused : differing
  const files = new Set<string>()
  for (const { id } of found)
    for (const file of decided.get(id)?.planned.reason.files ?? recipeFile(node))
      if (files.size < mostFiles) files.add(file)
  return {
    ...plainReason('upstream_changed'),
    because: found.map(({ name }) => name),
    files: [...files].sort(),
    columns: found.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`)),
    rows: found.flatMap(({ name, rows }) => (rows ? [name] : [])),
  }
}

function isTheirs(code: Reason['code'] | undefined): boolean {
  return code === 'main_moved' || code === 'drifted'
}

/** How what the node finds upstream is another thing than what the other side's found. */
function differenceIn(id: NodeId, node: Node, { sides, head, decided }: Deciding): Difference | null {
  const own = head.own.get(node.id)
  const now = decided.get(id)?.print ?? head.prints.get(id)
  const before = sides.base?.nodes.get(id)?.print ?? sides.base?.sources.get(id)
  if (own === undefined || now === undefined) return null
  if (before === undefined) return { rows: true, columns: [] }
  return differenceFor(id, node, own, before, now)
}

/** The files that differ from the base's; a recipe holds many nodes, so it is named only when nothing else differs. */
function changedFiles(node: Node, before: SideNode | undefined): string[] {
  const blobs = new Map(before?.files.map(({ path, blob }) => [path, blob]))
  const changed = node.files.filter(({ path, blob }) => blobs.get(path) !== blob).map(({ path }) => path)
  const own = changed.filter((path) => path !== node.files[0]?.path)
  return (own.length > 0 ? own : changed).slice(0, mostFiles)
}

function recipeFile(node: Node): string[] {
  return node.files.slice(0, 1).map((file) => file.path)
}
