import { acceptedValues } from './accepted_values.ts'
import { check } from './check.ts'
import type { TestKind } from './kind.ts'
import { notNull } from './not_null.ts'
import { relationships } from './relationships.ts'
import { rowCount } from './row_count.ts'
import { sql } from './sql.ts'
import { unique } from './unique.ts'

/** The registry. Options are checked against each kind's schema before any of its functions sees them. */
export const testKinds: readonly TestKind<never>[] = [
  notNull,
  unique,
  acceptedValues,
  relationships,
  rowCount,
  check,
  sql,
]

export function testKind(key: string): TestKind<unknown> {
  const kind = testKinds.find((candidate) => candidate.key === key)
  if (kind === undefined) throw new Error(`no test kind ${key}`)
  return kind as TestKind<unknown>
}
