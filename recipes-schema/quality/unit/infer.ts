import type { Cell, UnitRow } from './types.ts'

/** The type in DuckDB's words that all values of a column have; integers where nothing tells. */
export function inferType(values: readonly Cell[]): string {
  const present = values.filter((value) => value !== null)
  const all = (is: (value: Cell) => boolean): boolean => present.length > 0 && present.every(is)
  if (present.length === 0) return 'INTEGER'
  if (all((value) => typeof value === 'boolean')) return 'BOOLEAN'
  if (all((value) => typeof value === 'number' && Number.isSafeInteger(value))) return 'BIGINT'
  if (all((value) => typeof value === 'number')) return 'DOUBLE'
  if (all((value) => matches(value, date))) return 'DATE'
  if (all((value) => matches(value, zoned))) return 'TIMESTAMP WITH TIME ZONE'
  if (all((value) => matches(value, date) || matches(value, time))) return 'TIMESTAMP'
  return all((value) => typeof value === 'object') ? 'JSON' : 'VARCHAR'
}

const date = /^\d{4}-\d\d-\d\d$/
const time = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/
const zoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$/

/** The names of all columns that rows have, in the order in which they are first there. */
export function columnNames(rows: readonly UnitRow[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))]
}

/** A value as the text that is cast to its column's type; null is NULL. */
export function cellText(value: Cell | undefined): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function matches(value: Cell, form: RegExp): boolean {
  return typeof value === 'string' && form.test(value)
}
