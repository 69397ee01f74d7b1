import { type MeasureKind, point } from './kind.ts'

export const rowCount: MeasureKind<null> = {
  key: 'row_count',
  bare: true,
  schema: {},
  summary: 'How many rows.',
  example: '',
  nature: 'count',
  natural: { min: 0 },
  volume: true,
  name: () => 'row_count',
  columns: () => [],
  aggregates: () => ['count(*)'],
  read: (_, [answer]) => point(answer),
}
