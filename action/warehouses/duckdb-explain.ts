import type { Session } from './warehouse.ts'

/** How many rows DuckDB expects of a query: the cardinality of its plan's first operator that tells one. */
export async function expectedRows(session: Session, query: string): Promise<number | null> {
  const [row] = await session.rows<{ explain_value: string }>(`EXPLAIN (FORMAT JSON) ${query}`)
  if (row === undefined) return null
  let plan: unknown = JSON.parse(row.explain_value)
  // An operator that only hands on says nothing of its own.
  while (plan !== undefined) {
    const operator: unknown = Array.isArray(plan) ? plan[0] : plan
    const found = cardinalityOf(operator)
    if (found !== null) return found
    plan = hasChildren(operator) ? operator.children[0] : undefined
  }
  return null
}

function cardinalityOf(operator: unknown): number | null {
  if (typeof operator !== 'object' || operator === null || !('extra_info' in operator)) return null
  const info = operator.extra_info
  if (typeof info !== 'object' || info === null || !('Estimated Cardinality' in info)) return null
  const rows = Number(info['Estimated Cardinality'])
  return Number.isFinite(rows) ? rows : null
}

function hasChildren(operator: unknown): operator is { readonly children: readonly unknown[] } {
  return typeof operator === 'object' && operator !== null && 'children' in operator && Array.isArray(operator.children)
}
