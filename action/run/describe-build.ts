import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import type { Build } from '../ledger/builds.ts'
import type { Made } from '../nodes/node.ts'
import type { Session, Warehouse } from '../warehouses/warehouse.ts'
import type { Resolution } from './resolve.ts'

/** What was made, as the ledger keeps it: counted, and with a checksum of its content. */
export async function describeBuild(
  warehouse: Warehouse,
  session: Session,
  node: { readonly id: NodeId; readonly kind: string },
  { key, fingerprint, sandboxed }: Resolution,
  { relation, is_view, outputs }: Made,
): Promise<Build> {
  // A table of somebody else's goes on changing behind its view: there is nothing to hold it to.
  const still = relation !== null && !(node.kind === 'source' && is_view)
  const content = !still ? null : await warehouse.content(relation, session)
  const frame = { build: key, node: node.id, kind: node.kind, fingerprint, relation, is_view }
  return { ...frame, row_count: content?.rows ?? null, checksum: content?.checksum ?? null, outputs, sandboxed }
}
