import type { Report } from '../../recipes-schema/report/types.ts'
import type { Redactor } from '../logs/redactor.ts'

/** The keys under which a report has texts of programs and of data. */
const told: ReadonlySet<string> = new Set(['message', 'samples', 'notes', 'hint'])

/** A report without any secret that the order was given: what a program or a row says may hold one. */
export function redactedReport(report: Report, { redact }: Pick<Redactor, 'redact'>): Report {
  return walk(report, false) as Report

  function walk(value: unknown, hide: boolean): unknown {
    if (typeof value === 'string') return hide ? redact(value) : value
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map((one) => walk(one, hide))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, hide || told.has(key))]))
  }
}
