import { quoteName } from '../../sql/rewrite.ts'

/** One kind of measure: an aggregate over the relation's rows that gives one number. */
export interface MeasureKind {
  readonly key: string
  /** True when the kind is written as a bare word, without a column. */
  readonly bare: boolean
  /** JSON Schema of the value under the key. */
  readonly schema: object
  readonly aggregate: (argument: string) => string
  /** What a value can be at all; limits are cut to it. */
  readonly natural?: { readonly min?: number; readonly max?: number }
}

const column = { type: 'string', minLength: 1 } as const

function over(
  key: string,
  description: string,
  aggregate: (column: string) => string,
  natural?: MeasureKind['natural'],
): MeasureKind {
  const kind = {
    key,
    bare: false,
    schema: { ...column, description },
    aggregate: (name: string) => aggregate(quoteName(name)),
  }
  return natural === undefined ? kind : { ...kind, natural }
}

/** The registry of measures. */
export const measureKinds: readonly MeasureKind[] = [
  { key: 'row_count', bare: true, schema: {}, aggregate: () => 'count(*)', natural: { min: 0 } },
  over(
    'null_rate',
    'The share of rows without a value.',
    (name) => `avg(CASE WHEN ${name} IS NULL THEN 1.0 ELSE 0.0 END)`,
    { min: 0, max: 1 },
  ),
  over('distinct_count', 'How many different values.', (name) => `count(DISTINCT ${name})`, { min: 0 }),
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
