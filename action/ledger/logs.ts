import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'

/** Keeps what a node printed in an order; a node that runs again in the same order takes the place of what it printed. */
export async function recordLog({ ledger }: Warehouse, order: string, node: NodeId, content: string): Promise<void> {
  const insert = (): Promise<unknown> =>
    ledger.rows('INSERT INTO galley.logs VALUES ($1, $2, $3)', [order, node, content])
  try {
    await insert()
  } catch {
    await ledger.rows('DELETE FROM galley.logs WHERE order_id = $1 AND node = $2', [order, node])
    await insert()
  }
}

export interface KeptLog {
  readonly node: NodeId
  readonly content: string
}

/** What the nodes of an order printed, or one of them; in name order. */
export async function readLogs({ ledger }: Warehouse, order: string, node: NodeId | null): Promise<KeptLog[]> {
  const rows = await ledger.rows<{ node: NodeId; content: string }>(
    'SELECT node, content FROM galley.logs WHERE order_id = $1 AND ($2::text IS NULL OR node = $2) ORDER BY node',
    [order, node],
  )
  return rows.map(({ node, content }) => ({ node, content }))
}
