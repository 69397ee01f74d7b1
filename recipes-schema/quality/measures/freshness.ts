import { quoteName } from '../../sql/rewrite.ts'
import { instantOf } from '../instant.ts'
import { type MeasureKind, point } from './kind.ts'

export const freshness: MeasureKind<string> = {
  key: 'freshness',
  bare: false,
  schema: { type: 'string', minLength: 1, description: 'Seconds since the latest value of a date or time.' },
  summary: 'Seconds from the latest date or time in the column to the time of measuring; without a zone it is UTC.',
  example: 'loaded_at',
  nature: 'time',
  natural: { min: 0 },
  volume: false,
  name: (column) => `freshness_${column}`,
  columns: (column) => [column],
  // As text, which every engine writes alike and no driver bends to its own clock.
  aggregates: (column) => [`CAST(max(${quoteName(column)}) AS varchar)`],
  read(_, [latest], { now }) {
    if (latest === null || latest === undefined) return point(null)
    return point((now - instantOf(String(latest))) / 1000)
  },
}
