import { readTemplate } from '../expression/template.ts'
import type { Node } from '../recipe/types.ts'
import type { Scalar } from '../written/types.ts'

/**
 * A value with the node's variables and its matrix written into its templates, so that it means the same beside other
 * variables.
 */
export function withValues(value: unknown, node: Pick<Node, 'variables' | 'matrix'>): unknown {
  if (typeof value === 'string') return value.includes('${{') ? written(value, node) : value
  if (Array.isArray(value)) return value.map((one) => withValues(one, node))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withValues(one, node)]))
}

function written(text: string, { variables, matrix }: Pick<Node, 'variables' | 'matrix'>): string {
  // From the end on, so that places before it stay right.
  return readTemplate(text).references.reduceRight((now, { path: [context, name], start, end }) => {
    if ((context !== 'vars' && context !== 'matrix') || name === undefined) return now
    const value = (context === 'vars' ? variables : matrix)[name]
    return `${now.slice(0, start)}${literal(value)}${now.slice(end)}`
  }, text)
}

/** As an expression writes it. */
function literal(value: Scalar | undefined): string {
  if (value === undefined) return 'null'
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}
