import { lexisOf } from '../../recipes-schema/sql/lexis/lexis.ts'
import { tokensOf } from '../../recipes-schema/sql/lexis/tokens.ts'
import { quoteText } from '../../recipes-schema/sql/rewrite.ts'
import type { Parameters, Value } from './warehouse.ts'

/** A column of an answer, its type in Trino's words. */
export interface TrinoColumn {
  readonly name: string
  readonly type: string
}

/** A value of an answer in plain form. */
export function plainValue(value: unknown, type: string): Value {
  if (value === null || value === undefined) return null
  if (typeof value === 'object') return JSON.stringify(value)
  if (typeof value === 'string') {
    if (/^timestamp/.test(type)) return value.replace(' ', 'T')
    if (/^(double|real)$/.test(type)) return Number(value)
    return value
  }
  return value as Value
}

/** A value as a literal, which is how Trino takes values: it binds none in statements that make something. */
export function literal(value: Value): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return quoteText(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (!Number.isFinite(value)) return value > 0 ? 'infinity()' : Number.isNaN(value) ? 'nan()' : '-infinity()'
  return Number.isInteger(value) ? String(value) : `DOUBLE '${value}'`
}

/** A statement with literals for `$1`, `$2` and so on, wherever they stand outside of texts, names and comments. */
export function bound(sql: string, parameters: Parameters): string {
  if (parameters.length === 0) return sql
  const tokens = tokensOf(sql, lexisOf('trino'))
  let text = ''
  let at = 0
  for (const [index, { type, start, end }] of tokens.entries()) {
    const next = tokens[index + 1]
    if (type !== 'sign' || sql.slice(start, end) !== '$' || next?.type !== 'number') continue
    const place = Number(sql.slice(next.start, next.end)) - 1
    if (!(place in parameters)) continue
    text += sql.slice(at, start) + literal(parameters[place] ?? null)
    at = next.end
  }
  return text + sql.slice(at)
}
