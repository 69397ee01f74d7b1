import type { DataMutant } from './types.ts'

/** What is known of the data, for suggestions that hold on it. */
export interface Facts {
  readonly node: string
  /** Columns without a NULL. */
  readonly full: ReadonlySet<string>
  /** A column, or a few, whose values are all different; null when none was found. */
  readonly key: readonly string[] | null
  /** The least and greatest value of number columns. */
  readonly ranges: ReadonlyMap<string, readonly [min: number, max: number]>
  /** The names of the measures that there are, by `kind column`, or by the kind alone. */
  readonly measured: ReadonlyMap<string, string>
}

/** A test or measure, in YAML, that would see a fault that nothing has seen. */
export function suggestionFor({ fault, column }: Pick<DataMutant, 'fault' | 'column'>, facts: Facts): string {
  switch (fault) {
    case 'drop_rows':
      return 'tests: [{ row_count: { equals: production, within: 5% } }]'
    case 'duplicate_rows':
      return facts.key === null ? measure('row_count', null, facts) : `tests: [{ unique: ${yamlList(facts.key)} }]`
    case 'null_column':
      return facts.full.has(column ?? '')
        ? `tests: [{ not_null: ${yamlName(column ?? '')} }]`
        : measure('null_rate', column, facts)
    case 'shift_units': {
      const range = facts.ranges.get(column ?? '')
      if (range === undefined) return measure('mean', column, facts)
      return `tests: [{ range: { column: ${yamlName(column ?? '')}, min: ${rounded(range[0], -1)}, max: ${rounded(range[1], 1)} } }]`
    }
    case 'stale_partition':
      return `tests: [{ freshness: { column: ${yamlName(column ?? '')}, within: 36h } }]`
    case 'swap_columns':
      return measure('distinct_count', column, facts)
    default:
      return `tests/${facts.node}.yaml: { node: ${facts.node}, tests: [{ name: ..., given: {...}, expect: [...] }] }`
  }
}

/** A measure to add; where it is there already, that its limits let the fault pass. */
function measure(kind: string, column: string | null, { node, measured }: Facts): string {
  const known = measured.get(column === null ? kind : `${kind} ${column}`)
  if (known !== undefined) return `narrower limits: \`galley chart ${node}.${known}\` shows what keeps them wide`
  return column === null ? `measures: [${kind}]` : `measures: [{ ${kind}: ${yamlName(column)} }]`
}

function yamlList(names: readonly string[]): string {
  const [only] = names
  return names.length === 1 ? yamlName(only ?? '') : `[${names.map(yamlName).join(', ')}]`
}

function yamlName(name: string): string {
  return /^[A-Za-z_][\w]*$/.test(name) ? name : JSON.stringify(name)
}

/** A bound a little outside of what was seen, in two digits, but well inside a hundredfold. */
function rounded(value: number, towards: 1 | -1): number {
  if (value === 0) return 0
  const wider = value * (Math.sign(value) === towards ? 2 : 0.5)
  return Number(wider.toPrecision(2))
}
