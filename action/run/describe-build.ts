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
  const rows = relation === null ? [] : await session.rows<{ n: number }>(`SELECT count(*) AS n FROM ${relation}`)
  const checksum = relation === null ? null : await warehouse.checksum(relation)
  const frame = { build: key, node: node.id, kind: node.kind, fingerprint, relation, is_view }
  return { ...frame, row_count: rows[0]?.n ?? null, checksum, outputs }
}
