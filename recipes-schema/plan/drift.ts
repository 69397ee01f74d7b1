import { fingerprintsOf } from '../fingerprint/fingerprint.ts'
import { type NodePrint, printOver, wholePrint } from '../fingerprint/print.ts'
import type { Node, NodeId, Project } from '../recipe/types.ts'
import type { Fingerprint } from './types.ts'

/** What production's bindings may rightly be. */
export interface Known {
  /** True when one of the known commits says that production should have this. */
  says(id: NodeId, bound: Fingerprint): boolean
}

/**
 * What commits say that production should have: each node as the commit has it, or as it came out when it was built over
 * upstreams that production had from elsewhere. Worked out when the first binding is asked for; `projects` likewise.
 */
export function knownFrom(projects: () => readonly Project[], bound: ReadonlyMap<NodeId, Fingerprint>): Known {
  let said: readonly ReadonlyMap<NodeId, readonly NodePrint[]>[] | null = null
  return {
    says(id, fingerprint) {
      said ??= projects().map((project) => saidBy(project, bound))
      return said.some((prints) => prints.get(id)?.some((print) => print.full === fingerprint))
    },
  }
}

function saidBy(project: Project, bound: ReadonlyMap<NodeId, Fingerprint>): Map<NodeId, readonly NodePrint[]> {
  const { own, prints } = fingerprintsOf(project)
  const said = new Map<NodeId, readonly NodePrint[]>()
  const standing = (id: NodeId): NodePrint => {
    const fingerprint = bound.get(id)
    const candidates = said.get(id) ?? [prints.get(id)].filter((print) => print !== undefined)
    const [first] = candidates
    const found = candidates.find((print) => print.full === fingerprint)
    if (found !== undefined) return found
    if (fingerprint !== undefined) return wholePrint(fingerprint)
    if (first === undefined) throw new Error(`${id} has no fingerprint`)
    return first
  }
  for (const node of project.order) said.set(node.id, candidatesOf(node))
  return said

  function candidatesOf(node: Node): NodePrint[] {
    const [ours, print] = [own.get(node.id), prints.get(node.id)]
    if (ours === undefined || print === undefined) return []
    return print.full === bound.get(node.id) ? [print] : [print, printOver(node, ours, standing)]
  }
}
