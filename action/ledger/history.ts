import type { NodeHistory } from '../../recipes-schema/plan/cost.ts'
import type { Node, NodeId } from '../../recipes-schema/recipe/types.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { buildColumns } from './builds.ts'
import { unpackReport } from './kept-report.ts'

/** How many of the newest orders are looked at, and how many times of a node make its median. */
const lookBack = { orders: 20, times: 5 } as const

/** What nodes took when they last ran: rows of the newest build, the median time of the last orders. Reads, never writes. */
export async function readNodeHistory(
  warehouse: Warehouse,
  nodes: readonly Pick<Node, 'id' | 'upstreams'>[],
): Promise<Map<NodeId, NodeHistory>> {
  if (nodes.length === 0) return new Map()
  const newest = await newestBuilds(warehouse)
  const seconds = await recentSeconds(warehouse)
  const sizes = await sizesOf(warehouse, newest, new Set(nodes.flatMap((node) => node.upstreams)))
  const history = new Map<NodeId, NodeHistory>()
  for (const { id, upstreams } of nodes) {
    const rows = newest.get(id)?.row_count ?? null
    const times = seconds.get(id) ?? []
    if (rows === null && times.length === 0) continue
    const read = upstreams.flatMap((upstream) => sizes.get(upstream) ?? [])
    const bytes = read.length === 0 ? null : read.reduce((sum, size) => sum + size, 0)
    history.set(id, { rows, bytes, seconds: times.length === 0 ? null : median(times) })
  }
  return history
}

interface NewestBuild {
  readonly row_count: number | null
  readonly relation: string | null
  readonly is_view: boolean
}

async function newestBuilds({ ledger }: Warehouse): Promise<Map<NodeId, NewestBuild>> {
  const rows = await ledger.rows<{ node: NodeId; row_count: number | null; relation: string | null; is_view: boolean }>(
    `SELECT node, row_count, relation, is_view FROM (
       SELECT ${buildColumns}, row_number() OVER (PARTITION BY node ORDER BY created_at DESC, build) AS age FROM galley.builds
     ) AS aged WHERE age = 1`,
  )
  return new Map(rows.map(({ node, ...build }) => [node, build]))
}

/** Newest first. */
async function recentSeconds({ ledger }: Warehouse): Promise<Map<NodeId, number[]>> {
  const orders = await ledger.rows<{ report: string }>(
    `SELECT report FROM galley.orders WHERE verdict IN ('pass', 'warn') ORDER BY started_at DESC LIMIT ${lookBack.orders}`,
  )
  const seconds = new Map<NodeId, number[]>()
  for (const { id, time } of orders.flatMap(({ report }) => timesIn(report))) {
    const times = seconds.get(id) ?? []
    if (times.length < lookBack.times) seconds.set(id, [...times, time])
  }
  return seconds
}

/** A report may be of another version of Galley: what is not understood of it tells nothing. */
function timesIn(report: string): { id: NodeId; time: number }[] {
  let read: unknown
  try {
    read = unpackReport(report)
  } catch {
    return []
  }
  const nodes = isRecord(read) && Array.isArray(read.nodes) ? read.nodes : []
  return nodes.flatMap((node: unknown) => {
    if (!isRecord(node) || node.state !== 'succeeded' || typeof node.seconds !== 'number') return []
    return [{ id: `${String(node.recipe)}.${String(node.node)}` as NodeId, time: node.seconds }]
  })
}

/** How large a relation is, in bytes; engines that do not tell have no line here. */
const sizeQueries: Readonly<Record<string, (relation: string) => [sql: string, parameters: string[]]>> = {
  duckdb: (relation) => [
    `SELECT count(DISTINCT s.block_id) * (SELECT any_value(block_size) FROM pragma_database_size()) AS bytes
     FROM pragma_storage_info($1) AS s WHERE s.persistent`,
    [relation],
  ],
  postgres: (relation) => ['SELECT pg_total_relation_size(CAST($1 AS regclass)) AS bytes', [relation]],
}

/** More relations than this are not measured: each is a question to the engine. */
const mostSizes = 200

async function sizesOf(
  { dialect, ledger }: Warehouse,
  newest: ReadonlyMap<NodeId, NewestBuild>,
  wanted: ReadonlySet<NodeId>,
): Promise<Map<NodeId, number>> {
  const query = sizeQueries[dialect]
  const sizes = new Map<NodeId, number>()
  if (query === undefined || wanted.size > mostSizes) return sizes
  for (const id of wanted) {
    const build = newest.get(id)
    if (build === undefined || build.relation === null || build.is_view) continue
    try {
      const [row] = await ledger.rows<{ bytes: number | null }>(...query(build.relation))
      if (typeof row?.bytes === 'number') sizes.set(id, row.bytes)
    } catch {
      // A relation that was cleaned away meanwhile: an estimate goes without it.
    }
  }
  return sizes
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return (low + high) / 2
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
