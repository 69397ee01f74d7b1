import { quoteName } from '../../sql/rewrite.ts'

/** One kind of measure: an aggregate over the relation's rows that gives one number. */
export interface MeasureKind {
  readonly key: string
  /** True when the kind is written as a bare word, without a column. */
  readonly bare: boolean
  /** JSON Schema of the value under the key. */
  readonly schema: object
  readonly aggregate: (argument: string) => string
}

const column = { type: 'string', minLength: 1 } as const

function over(key: string, description: string, aggregate: (column: string) => string): MeasureKind {
  return { key, bare: false, schema: { ...column, description }, aggregate: (name) => aggregate(quoteName(name)) }
}

/** The registry of measures. */
export const measureKinds: readonly MeasureKind[] = [
  { key: 'row_count', bare: true, schema: {}, aggregate: () => 'count(*)' },
  over(
    'null_rate',
    'The share of rows without a value.',
    (name) => `avg(CASE WHEN ${name} IS NULL THEN 1.0 ELSE 0.0 END)`,
  ),
  over('distinct_count', 'How many different values.', (name) => `count(DISTINCT ${name})`),
  over('mean', 'The arithmetic mean.', (name) => `avg(${name})`),
  over('sum', 'The sum.', (name) => `sum(${name})`),
  over('min', 'The smallest value.', (name) => `min(${name})`),
  over('max', 'The largest value.', (name) => `max(${name})`),
  {
    key: 'value',
    bare: false,
    schema: { ...column, description: 'Any aggregate expression; give it a name.' },
    aggregate: (expression) => `(${expression}\n)`,
  },
]

export function measureKind(key: string): MeasureKind {
  const kind = measureKinds.find((candidate) => candidate.key === key)
  if (kind === undefined) throw new Error(`no measure kind ${key}`)
  return kind
}
