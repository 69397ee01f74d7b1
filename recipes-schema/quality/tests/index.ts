import { acceptedValues } from './accepted_values.ts'
import { check } from './check.ts'
import { distinctCount } from './distinct_count.ts'
import { distribution } from './distribution.ts'
import { freshness } from './freshness.ts'
import type { TestKind } from './kind.ts'
import { noGaps } from './no_gaps.ts'
import { notNull } from './not_null.ts'
import { pattern } from './pattern.ts'
import { range } from './range.ts'
import { relationships } from './relationships.ts'
import { rowCount } from './row_count.ts'
import { schema } from './schema.ts'
import { sql } from './sql.ts'
import { sumEquals } from './sum_equals.ts'
import { unique } from './unique.ts'
import { uniqueByWindow } from './unique_by_window.ts'

/** The registry. Options are checked against each kind's schema before any of its functions sees them. */
export const testKinds: readonly TestKind<never>[] = [
  notNull,
  unique,
  acceptedValues,
  relationships,
  rowCount,
  check,
  sql,
  range,
  pattern,
  freshness,
  schema,
  distinctCount,
  sumEquals,
  noGaps,
  uniqueByWindow,
  distribution,
]

export function testKind(key: string): TestKind<unknown> {
  const kind = testKinds.find((candidate) => candidate.key === key)
  if (kind === undefined) throw new Error(`no test kind ${key}`)
  return kind as TestKind<unknown>
}
