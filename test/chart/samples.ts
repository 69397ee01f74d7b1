import { controlChartOf, judgeMeasure } from '../../action/quality/spc/index.ts'
import type { ControlChart } from '../../recipes-schema/chart/index.ts'

interface Run {
  readonly label: string
  readonly value: number
}

/** A history of `count` runs that wanders around `level` in a fixed pattern. */
export function history(count: number, level: number, step: number): Run[] {
  return Array.from({ length: count }, (_, i) => ({ label: `run ${i + 1}`, value: level + (((i * 7) % 5) - 2) * step }))
}

/** The chart of one more run after that history, judged as a kitchen's would be. */
export function chartAfter(runs: readonly Run[], value: number, subject = SUBJECT, over: object = {}): ControlChart {
  const point = (one: number, i: number) => ({
    value: one,
    events: null,
    trials: null,
    date: new Date(Date.UTC(2026, 0, 5 + i)).toISOString().slice(0, 10),
  })
  const answer = judgeMeasure({
    history: runs.map((run, i) => point(run.value, i)),
    judged: point(value, runs.length),
    phases: [],
    nature: 'other',
    natural: {},
    chart: null,
    sigmas: 3,
  }).answer()
  if (answer === null) throw new Error('the sample cannot be charted')
  const labels = [...runs.map(({ label }) => label), '#42']
  return { ...controlChartOf(answer, { subject, labels, noun: 'run' }), ...over }
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
