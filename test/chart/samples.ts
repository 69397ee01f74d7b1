import { judge } from '../../action/quality/spc/index.ts'
import { type ControlChart, controlChart } from '../../recipes-schema/chart/index.ts'

/** A history of `count` runs that wanders around `level` in a fixed pattern. */
export function history(count: number, level: number, step: number): { label: string; value: number }[] {
  return Array.from({ length: count }, (_, i) => ({ label: `run ${i + 1}`, value: level + (((i * 7) % 5) - 2) * step }))
}

/** The chart of one more run after that history, judged as a kitchen's would be. */
export function chartAfter(runs: { label: string; value: number }[], value: number, subject = SUBJECT): ControlChart {
  const judgement = judge({ history: runs.map((run) => run.value), value })
  return controlChart({ subject, history: runs, judged: { label: '#42', value }, judgement })
}

const SUBJECT = 'flights.arrivals.row_count'

export const SAMPLES: Record<string, ControlChart> = {
  steady: chartAfter(history(27, 20_000, 200), 20_100),
  below: chartAfter(history(27, 20_000, 200), 12_031),
  above: chartAfter(history(27, 20_000, 200), 25_000),
  'warns above': chartAfter(history(12, 9, 0.2), 14),
  learning: chartAfter(history(5, 310, 2), 312),
  'no history': chartAfter([], 12),
  constant: chartAfter(history(22, 3376, 0), 3376),
  'constant changed': chartAfter(history(22, 3376, 0), 3377),
  'far off': chartAfter(history(27, 20_000, 200), 9e6),
  billions: chartAfter(history(27, 184e9, 1e9), 183e9),
  'a long name': chartAfter(history(27, 20_000, 200), 12_031, `${'long_'.repeat(12)}.${'name_'.repeat(12)}.row_count`),
}
