import { quoteName } from '../../sql/rewrite.ts'
import { type MeasureKind, point } from './kind.ts'

/** The kinds that are one aggregate over one column, written `mean: delay`. */
export const columnKinds: readonly MeasureKind<string>[] = [
  kind('distinct_count', 'How many different values.', (name) => `count(DISTINCT ${name})`, {
    nature: 'count',
    natural: { min: 0 },
    volume: true,
    heavy: true,
  }),
  kind('mean', 'The arithmetic mean.', (name) => `avg(${name})`, { volume: false }),
  kind('sum', 'The sum.', (name) => `sum(${name})`, { volume: true }),
  kind('min', 'The smallest value.', (name) => `min(${name})`, { volume: true }),
  kind('max', 'The largest value.', (name) => `max(${name})`, { volume: true }),
  kind('stddev', 'The standard deviation of a sample.', (name) => `stddev_samp(${name})`, {
    natural: { min: 0 },
    volume: false,
  }),
]

function kind(
  key: string,
  summary: string,
  aggregate: (column: string) => string,
  rest: Pick<MeasureKind<string>, 'volume'> & Partial<MeasureKind<string>>,
): MeasureKind<string> {
  return {
    key,
    bare: false,
    schema: { type: 'string', minLength: 1, description: summary },
    summary,
    example: 'delay',
    nature: 'other',
    natural: {},
    name: (column) => `${key}_${column}`,
    columns: (column) => [column],
    aggregates: (column) => [aggregate(quoteName(column))],
    read: (_, [answer]) => point(answer),
    ...rest,
  }
}
