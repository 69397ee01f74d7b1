import { quoteName } from '../../sql/rewrite.ts'
import { type MeasureKind, share } from './kind.ts'

export const nullRate: MeasureKind<string> = {
  key: 'null_rate',
  bare: false,
  schema: { type: 'string', minLength: 1, description: 'The share of rows without a value.' },
  summary: 'The share of rows without a value: events are the rows without one, trials are all rows.',
  example: 'delay',
  nature: 'rate',
  natural: { min: 0, max: 1 },
  volume: false,
  name: (column) => `null_rate_${column}`,
  columns: (column) => [column],
  aggregates: (column) => [`count(*) - count(${quoteName(column)})`, 'count(*)'],
  read: (_, [events, trials]) => share(events, trials),
}
