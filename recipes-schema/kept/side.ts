import { type NodePrint, version } from '../fingerprint/print.ts'
import type { Side, SideNode } from '../fingerprint/side.ts'
import type { OutsidePolicy } from '../plan/outside-policy.ts'
import type { Fingerprint } from '../plan/types.ts'
import type { Budget, NodeId } from '../recipe/types.ts'
import { getJson, isRecord, type Kept } from './kept.ts'

const kind = `side ${version}.5`

/** A state of a repository that was looked at before; `key` is the id of its tree. */
export function getSide(kept: Kept, key: string): Side | null {
  return getJson(kept, kind, key, sideFrom)
}

export function putSide(kept: Kept, key: string, side: Side): void {
  const { settings, budget, budgets, outside, recipes, nodes, sources } = side
  const rows = [...nodes].map(([id, node]) => [
    id,
    node.files.map(({ path, blob }) => [path, blob]),
    node.upstreams,
    node.variables,
    node.condition,
    [node.own.identity, node.own.variables, node.own.checks],
    node.names,
    ...printRow(node.print),
  ])
  const prints = [...sources].map(([id, print]) => [id, printRow(print)])
  const policy = { budget, budgets: [...budgets], outside }
  const content = { settings, ...policy, recipes: [...recipes], nodes: rows, sources: prints }
  kept.put(kind, key, JSON.stringify(content))
}

function printRow({ full, parts }: NodePrint): [full: string, parts: unknown] {
  return [full, parts === null ? null : [parts.rows, [...parts.columns]]]
}

/** Null for what is no side: a checksum guards the bytes, and this the form. */
function sideFrom(value: unknown): Side | null {
  if (!isRecord(value) || typeof value.settings !== 'string') return null
  const { budgets, outside, recipes, nodes, sources } = value
  if (!isList(budgets) || !budgets.every(isPairWith(isRecord))) return null
  if (!isRecord(outside) || !isRecord(outside.services) || !isRecord(outside.nodes)) return null
  if (!isList(recipes) || !isList(nodes) || !isList(sources)) return null
  if (!recipes.every(isPairWith(isTexts)) || !sources.every(isPairWith((print) => printFrom(print) !== null)))
    return null
  const read = new Map<NodeId, SideNode>()
  for (const row of nodes) {
    const node = nodeFrom(row)
    if (node === null) return null
    read.set(node[0], node[1])
  }
  return {
    settings: value.settings,
    budget: (value.budget ?? null) as Budget | null,
    budgets: new Map(budgets as [string, Budget][]),
    outside: outside as unknown as OutsidePolicy,
    recipes: new Map(recipes as [string, string[]][]),
    nodes: read,
    sources: new Map(
      sources.flatMap((pair): [NodeId, NodePrint][] => {
        const [id, row] = pair as [NodeId, unknown]
        const print = printFrom(row)
        return print === null ? [] : [[id, print]]
      }),
    ),
  }
}

function nodeFrom(row: unknown): [NodeId, SideNode] | null {
  if (!isList(row) || row.length !== 9) return null
  const [id, files, upstreams, variables, condition, own, names, full, parts] = row
  if (!isText(id) || !isTexts(upstreams) || !isRecord(variables) || !isTexts(own) || own.length !== 3) return null
  const print = printFrom([full, parts])
  if (!isList(files) || !files.every(isPairWith(isText)) || print === null) return null
  if ((condition !== null && !isText(condition)) || (names !== null && !isTexts(names))) return null
  const [identity = '', ownVariables = '', checks = ''] = own
  return [
    id as NodeId,
    {
      files: (files as [string, string][]).map(([path, blob]) => ({ path, blob })),
      upstreams: upstreams as NodeId[],
      variables: variables as SideNode['variables'],
      condition,
      own: { identity, variables: ownVariables, checks },
      names,
      print,
    },
  ]
}

function printFrom(row: unknown): NodePrint | null {
  if (!isList(row) || row.length !== 2) return null
  const [full, parts] = row
  if (!isText(full)) return null
  if (parts === null) return { full: full as Fingerprint, parts }
  if (!isList(parts) || !isText(parts[0]) || !isList(parts[1]) || !parts[1].every(isPairWith(isText))) return null
  return { full: full as Fingerprint, parts: { rows: parts[0], columns: new Map(parts[1] as [string, string][]) } }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText)
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value)
}

function isPairWith(check: (value: unknown) => boolean): (pair: unknown) => boolean {
  return (pair) => Array.isArray(pair) && pair.length === 2 && isText(pair[0]) && check(pair[1])
}
