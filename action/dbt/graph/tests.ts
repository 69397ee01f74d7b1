import type { WrittenTest } from '../../../recipes-schema/written/types.ts'
import type { ManifestNode } from './manifest.ts'

/** A test of dbt as one of Galley's, or as a query of which every row is a failure. */
export type MadeTest = { readonly test: WrittenTest } | { readonly query: string; readonly test: WrittenTest }

export interface TestPlace {
  /** False where it stands at another node than the one whose columns it names. */
  readonly isAttached: boolean
  /** The relation that `to` of a relationship is; null where that is not known. */
  readonly referenced: string | null
}

/** What a threshold of dbt's is unless it is written: any failure. */
const any = /^!=\s*0$|^>\s*0$|^>=\s*1$/

/**
 * dbt's own four tests become Galley's, which share scans; every other one is asked by the query that dbt has compiled.
 */
export function testOf(node: ManifestNode, { isAttached, referenced }: TestPlace): MadeTest[] {
  return limitsOf(node).map(({ severity, limit }) => {
    const { config, description } = node
    const said = description?.trim() ? { description: description.trim() } : {}
    const frame = { ...(severity === 'warning' ? { severity } : {}), ...said }
    const failIf = limit === null ? {} : { fail_if: limit }
    const own = isAttached && usualFailCalc(config.fail_calc) && isCount(limit) ? builtIn(node, referenced) : null
    if (own !== null) {
      const where = config.where ? { where: config.where } : {}
      return { test: { ...own, ...frame, ...where, ...failIf } }
    }
    const query = node.compiled_code ?? ''
    const name = { description: said.description ?? node.name }
    if (usualFailCalc(config.fail_calc) && isCount(limit)) return { query, test: { ...frame, ...name, ...failIf } }
    // What dbt counts failures by, and compares, is a row or none. A count of NULL, which dbt refuses, is a failure.
    const failures = `select ${config.fail_calc ?? 'count(*)'} as failures from (\n${query}\n) as dbt_internal_test`
    const condition = limit ?? '!= 0'
    return {
      query: `select * from (\n${failures}\n) as counted where coalesce(failures ${condition}, true)`,
      test: { ...frame, ...name },
    }
  })
}

interface Limit {
  readonly severity: 'stop' | 'warning'
  /** As dbt writes it; null for any failure. */
  readonly limit: string | null
}

/** `severity: error` fails at `error_if` and warns at `warn_if`; `severity: warn` only warns. */
function limitsOf({ config }: ManifestNode): Limit[] {
  const limit = (written: string | null | undefined): string | null =>
    written == null || any.test(written.trim()) ? null : written.trim()
  const warning: Limit = { severity: 'warning', limit: limit(config.warn_if) }
  if (config.severity?.toLowerCase() === 'warn') return [warning]
  const stop: Limit = { severity: 'stop', limit: limit(config.error_if) }
  return stop.limit === warning.limit || stop.limit === null ? [stop] : [stop, warning]
}

function usualFailCalc(written: string | null | undefined): boolean {
  return written == null || /^count\(\s*\*\s*\)$/i.test(written.trim())
}

/** Whether `fail_if` can say it. */
function isCount(limit: string | null): boolean {
  return limit === null || /^>=?\s*\d+$/.test(limit)
}

function builtIn({ test_metadata: made }: ManifestNode, referenced: string | null): WrittenTest | null {
  if (made == null || made.namespace) return null
  const { column_name: column, model: _model, ...more } = made.kwargs
  // An expression in a column's place is none of Galley's columns.
  if (typeof column !== 'string' || !/^\w+$/.test(column)) return null
  const has = (...known: readonly string[]): boolean => Object.keys(more).every((key) => known.includes(key))
  switch (made.name) {
    case 'not_null':
    case 'unique':
      return has() ? { [made.name]: column } : null
    case 'accepted_values': {
      const { values, quote = true } = more
      if (!has('values', 'quote') || !Array.isArray(values) || !values.every(isScalar)) return null
      if (quote !== true)
        return values.every((one) => typeof one === 'number') ? { accepted_values: { column, values } } : null
      return { accepted_values: { column, values: values.map(String) } }
    }
    case 'relationships': {
      const { field } = more
      if (!has('to', 'field') || referenced === null || typeof field !== 'string' || !/^\w+$/.test(field)) return null
      return { relationships: { column, to: `${referenced}.${field}` } }
    }
    default:
      return null
  }
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}
