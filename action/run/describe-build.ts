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
  { key, fingerprint }: Resolution,
  { relation, is_view, outputs }: Made,
): Promise<Build> {
  const content = relation === null ? null : await warehouse.content(relation, session)
  const frame = { build: key, node: node.id, kind: node.kind, fingerprint, relation, is_view }
  return { ...frame, row_count: content?.rows ?? null, checksum: content?.checksum ?? null, outputs }
}
