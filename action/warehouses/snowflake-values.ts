import { shownName } from '../../recipes-schema/sql/snowflake-names.ts'
import type { Row, Value } from './warehouse.ts'

/** A column of an answer, as the SDK describes it. */
export interface AnswerColumn {
  getName(): string
  /** In small letters: fixed, real, text, boolean, date, time, timestamp_ntz, variant ... */
  getType(): string
  /** Digits behind the point of a `fixed`. */
  getScale(): number
}

/** A row in plain form. All values have come as texts. */
export function plainRow(row: Readonly<Record<string, unknown>>, columns: readonly AnswerColumn[]): Row {
  return Object.fromEntries(
    columns.map((column): [string, Value] => {
      const name = column.getName()
      return [shownName(name), plainValue(row[name] ?? null, column.getType(), column.getScale())]
    }),
  )
}

/** A value in plain form: whole numbers where they are exact, decimals and what is beyond 2^53 as texts. */
export function plainValue(value: unknown, type: string, scale: number): Value {
  if (value === null) return null
  const text = String(value)
  switch (type) {
    case 'fixed':
      return scale === 0 && Number.isSafeInteger(Number(text)) ? Number(text) : text
    case 'real':
      return Number(text.replace(/^(-?)inf$/i, '$1Infinity'))
    case 'boolean':
      return /^(true|1)$/i.test(text)
    default:
      return type.startsWith('timestamp') ? text.replace(' ', 'T') : text
  }
}
