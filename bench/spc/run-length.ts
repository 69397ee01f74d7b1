import { chart, judgeMeasure } from '../../action/quality/spc/index.ts'
import { pointOf, Random } from './processes.ts'
import type { Line } from './table.ts'

/** Published mean run lengths at a shift of two sigmas: Lucas and Saccucci 1990; Montgomery, table 9.3. */
const SCHEMES = [
  { name: 'EWMA', series: { chart: 'ewma', lambda: 0.2, L: 2.962 }, published: 3.743 },
  { name: 'CUSUM', series: { chart: 'cusum', k: 0.5, h: 5 }, published: 4.009 },
] as const
const SHIFT = 2

/** How many runs until a level that has moved by two sigmas, and stays there, is found. */
export function runLengths(times: number): Line[] {
  return SCHEMES.flatMap((scheme) => {
    const known = mean(times, (random) => fromKnown(random, scheme.series))
    const learned = mean(times / 4, (random) => fromHistory(random, scheme.series.chart))
    const goal = `<= ${(scheme.published * 1.05).toFixed(2)} runs`
    const what = `${scheme.name} finds a shift of 2 sigma`
    return [
      {
        what: `${what}, parameters known`,
        goal,
        found: `${known.toFixed(2)} runs`,
        met: known <= scheme.published * 1.05,
      },
      {
        what: `${what}, learned from 120 runs`,
        goal,
        found: `${learned.toFixed(2)} runs`,
        met: learned <= scheme.published * 1.05,
      },
    ]
  })
}

/** As published: the chart starts with the shift, and knows centre and sigma. */
function fromKnown(random: Random, series: object): number {
  const values = Array.from({ length: 60 }, () => SHIFT + random.normal())
  const outcome = chart({ ...series, target: 0, sigma: 1, values })
  if (!outcome.ok || Array.isArray(outcome.answer)) throw new Error('the series is valid and alone')
  const { signals } = outcome.answer as { signals: Readonly<Record<string, readonly number[]>> }
  return Math.min(60, ...Object.values(signals).flat()) + 1
}

/** As production does it: run after run is judged, and each becomes history for the next. */
function fromHistory(random: Random, kind: string): number {
  const history = Array.from({ length: 120 }, (_, day) => pointOf(random.normal(), day))
  for (let run = 1; run <= 60; run++) {
    const judged = pointOf(SHIFT + random.normal(), history.length)
    const settings = { phases: [], nature: 'other', natural: {}, chart: kind, sigmas: 3 } as const
    if (judgeMeasure({ history, judged, ...settings }).signal !== null) return run
    history.push(judged)
  }
  return 60
}

function mean(times: number, length: (random: Random) => number): number {
  const random = new Random(8)
  let sum = 0
  for (let i = 0; i < times; i++) sum += length(random)
  return sum / times
}
