import { evaluateTemplate, readTemplate } from '../../recipes-schema/expression/template.ts'
import type { NodeEstimate } from '../../recipes-schema/plan/cost.ts'
import type { Node, NodeId, Project, SqlNode } from '../../recipes-schema/recipe/types.ts'
import { rewrite } from '../../recipes-schema/sql/rewrite.ts'
import type { Build } from '../ledger/builds.ts'
import { literal } from '../nodes/sql.ts'
import { tableOf } from '../run/table-sources.ts'
import type { Session, Warehouse } from '../warehouses/warehouse.ts'

/** So many nodes are asked about, and so long for each, in milliseconds: a plan is answered at once. */
const limits = { nodes: 50, ms: 5000 } as const

/**
 * How many rows the engine expects of queries over what production has. Nothing is executed. A node is left out when
 * something that it reads is not there, when only an order knows the values of its parameters, or when its engine does
 * not say.
 */
export async function estimateRows(
  warehouse: Warehouse,
  project: Project,
  bound: ReadonlyMap<NodeId, Build>,
  nodes: readonly Node[],
): Promise<Map<NodeId, NodeEstimate>> {
  const estimates = new Map<NodeId, NodeEstimate>()
  const queries = nodes.flatMap((node) => {
    if (node.kind !== 'sql' || node.connection !== project.production.connection) return []
    const query = queryOver(node, (id) => relationIn(id, project, bound))
    return query === null ? [] : [{ node, query }]
  })
  if (queries.length === 0) return estimates
  const session = await warehouse.session('plan')
  try {
    for (const { node, query } of queries.slice(0, limits.nodes)) {
      const rows = await ask(warehouse, session, query)
      if (rows === null) continue
      estimates.set(node.id, { rows, bytes: await bytesOf(warehouse, node, bound) })
    }
  } finally {
    session.close()
  }
  return estimates
}

/** The node's query with the values that the recipe gives its parameters; null where one, or a relation, is not known. */
function queryOver(
  { query, relations, parameters, variables, matrix }: SqlNode,
  relationOf: (id: NodeId) => string | null,
): string | null {
  if (relations.some((id) => relationOf(id) === null)) return null
  const known = Object.values(parameters).every(
    (value) =>
      typeof value !== 'string' ||
      readTemplate(value).references.every(({ path: [context] }) => context === 'vars' || context === 'matrix'),
  )
  if (!known) return null
  return rewrite(query.text, query.shape, {
    relation(read) {
      const id = relations[query.shape.reads.indexOf(read)]
      return id === undefined ? null : relationOf(id)
    },
    parameter(name) {
      const value = parameters[name] ?? null
      return literal(
        typeof value === 'string' ? evaluateTemplate(value, { vars: variables, matrix }) : value,
        query.shape.dialect,
      )
    },
  })
}

function relationIn(id: NodeId, { sources }: Project, bound: ReadonlyMap<NodeId, Build>): string | null {
  const relation = bound.get(id)?.relation
  if (relation !== undefined && relation !== null) return relation
  const source = sources.get(id)
  return source === undefined || source.origin.type === 'file' ? null : tableOf(source)
}

/** An engine that refuses to say is no fault of the plan: the query may be wrong, and then its order will say so. */
async function ask(warehouse: Warehouse, session: Session, query: string): Promise<number | null> {
  const late = setTimeout(() => session.interrupt(), limits.ms)
  try {
    return await warehouse.expectedRows(session, query)
  } catch {
    return null
  } finally {
    clearTimeout(late)
  }
}

/** Of the tables that it reads; null when nothing is known of them. */
async function bytesOf(
  warehouse: Warehouse,
  { upstreams }: Node,
  bound: ReadonlyMap<NodeId, Build>,
): Promise<number | null> {
  const tables = upstreams.flatMap((id) => {
    const build = bound.get(id)
    return build === undefined || build.relation === null || build.is_view ? [] : [build.relation]
  })
  const sizes = await Promise.all(tables.map((relation) => warehouse.bytes(relation).catch(() => null)))
  const known = sizes.filter((size) => size !== null)
  return known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0)
}
