import { duplicateRate } from './duplicate_rate.ts'
import { freshness } from './freshness.ts'
import type { MeasureKind } from './kind.ts'
import { nullRate } from './null_rate.ts'
import { columnKinds } from './of-a-column.ts'
import { bytes, output, runSeconds } from './of-the-order.ts'
import { quantile } from './quantile.ts'
import { rate } from './rate.ts'
import { rowCount } from './row_count.ts'
import { value } from './value.ts'

/** The registry of measures. Options are checked against each kind's schema before any of its functions sees them. */
export const measureKinds: readonly MeasureKind<never>[] = [
  rowCount,
  nullRate,
  duplicateRate,
  rate,
  ...columnKinds,
  quantile,
  freshness,
  value,
  bytes,
  runSeconds,
  output,
]

export function measureKind(key: string): MeasureKind<unknown> {
  const kind = measureKinds.find((candidate) => candidate.key === key)
  if (kind === undefined) throw new Error(`no measure kind ${key}`)
  return kind as MeasureKind<unknown>
}
