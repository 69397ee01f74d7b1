import { decodeReport } from '../../recipes-schema/order/decode.ts'
import { type NodeId, nodeId } from '../../recipes-schema/recipe/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { type Build, type BuildRow, buildColumns, buildOf } from './builds.ts'
import { unpackReport } from './kept-report.ts'

/** The newest order of an environment, as it was reported; null: there is none that this Galley can read. */
export async function lastReport({ ledger }: Warehouse, environment: string): Promise<Report | null> {
  const [row] = await ledger.rows<{ report: string }>(
    'SELECT report FROM galley.orders WHERE environment = $1 ORDER BY started_at DESC, id DESC LIMIT 1',
    [environment],
  )
  const decoded = row === undefined ? null : decodeReport(unpackReport(row.report))
  return decoded?.ok ? decoded.value : null
}

/** The builds that a reported order made or used, by node: also those of an order that failed and bound nothing. */
export async function reportedBuilds({ ledger }: Warehouse, report: Report): Promise<Map<NodeId, Build>> {
  const relations = report.nodes.flatMap(({ relation }) => relation ?? [])
  if (relations.length === 0) return new Map()
  const places = relations.map((_, index) => `$${index + 1}`).join(', ')
  const rows = await ledger.rows<BuildRow>(
    `SELECT ${buildColumns} FROM galley.builds WHERE relation IN (${places})`,
    relations,
  )
  const byRelation = new Map(rows.map((row) => [row.relation, buildOf(row)]))
  return new Map(
    report.nodes.flatMap(({ recipe, node, relation }) => {
      const build = byRelation.get(relation)
      return build === undefined ? [] : [[nodeId(recipe, node), build] as const]
    }),
  )
}

/** The newest relation that an environment brought a source into; null: it never did. */
export async function seenSource({ ledger }: Warehouse, source: NodeId, environment: string): Promise<string | null> {
  const [row] = await ledger.rows<{ relation: string | null }>(
    'SELECT relation FROM galley.builds WHERE node = $1 AND environment = $2 ORDER BY created_at DESC LIMIT 1',
    [source, environment],
  )
  return row?.relation ?? null
}
