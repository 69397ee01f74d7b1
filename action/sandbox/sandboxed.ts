import type { PlannedNode } from '../../recipes-schema/plan/types.ts'
import { waitsFor } from '../../recipes-schema/recipe/load.ts'
import type { Source } from '../../recipes-schema/recipe/sources.ts'
import type { Node, NodeId, Project, SqlNode } from '../../recipes-schema/recipe/types.ts'
import { canonicalJson, sha256 } from '../../recipes-schema/text/digest.ts'
import { exits, Fault } from '../fault.ts'
import { isSandboxed } from './sandbox-query.ts'

export interface SandboxKeys {
  /** The secret that hashes are made with; null where none is set. */
  readonly salt: string | null
}

/** The variable that holds the salt of masks. */
export const saltVariable = 'GALLEY_MASK_SECRET'

/** True for nodes that go on from an earlier build of theirs. */
export function isIncremental(node: Node): node is SqlNode {
  return node.kind === 'sql' && (node.materialized.type === 'incremental' || node.materialized.type === 'merge')
}

/** The sources with a sandbox policy, what is made only in part, and all that stands on them. */
export function sandboxedIds({ sources, order }: Project, partial: ReadonlySet<NodeId>): Set<NodeId> {
  const seen = [...sources.values()].filter((source) => isSandboxed(source.sandbox)).map(({ id }) => id)
  const found = new Set([...seen, ...partial])
  for (const node of order) if (node.upstreams.some((id) => found.has(id))) found.add(node.id)
  return found
}

/**
 * The sandboxed nodes that a kitchen makes again although they are unchanged: what it runs or checks reads them, and
 * production's were made of all the data.
 */
export function readInSandbox(
  { order }: Project,
  planned: ReadonlyMap<NodeId, PlannedNode>,
  sandboxed: ReadonlySet<NodeId>,
): Set<NodeId> {
  const needed = new Set<NodeId>()
  for (const node of [...order].reverse()) {
    const plan = planned.get(node.id)
    const active = plan?.action === 'run' || plan?.check === true || needed.has(node.id)
    if (active) for (const id of [node.id, ...waitsFor(node)]) if (sandboxed.has(id)) needed.add(id)
  }
  return needed
}

/** A sandboxed source's address: the same data seen in another way, or with another salt, is another build. */
export function sandboxKey(source: Source, key: string, keys: SandboxKeys | null): string {
  const { mask } = source.sandbox
  const hashes = Object.values(mask?.columns ?? {}).some(({ how }) => how === 'hash')
  const salt = hashes ? saltOf(source, keys) : null
  return sha256(canonicalJson(['sandbox', key, source.sandbox, salt])).slice(0, 20)
}

/** The salt, which has to be there where a mask hashes. */
export function saltOf({ name }: Source, keys: SandboxKeys | null): string {
  const salt = keys?.salt ?? ''
  if (salt.length >= 16) return salt
  const message = `The source ${name} is masked by hashes, which need a secret, and ${saltVariable} ${salt === '' ? 'is not set' : 'has less than 16 characters'}.`
  throw new Fault(
    'sandbox.salt',
    exits.usage,
    message,
    `Set ${saltVariable} to a long random text, the same for every kitchen.`,
  )
}
