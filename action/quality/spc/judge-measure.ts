import type { ChartState, Signal } from '../../../recipes-schema/chart/types.ts'
import type { ChartAnswer } from './answer.ts'
import { answer } from './chart.ts'
import { type MeasureInput, type MeasureSeries, measureSeries } from './choose/measure-series.ts'
import { judgeSeries } from './judge-series.ts'
import { weekday } from './series/dates.ts'
import { readSeries } from './series/read.ts'
import type { Note } from './series/types.ts'

/** What production's history says of one value. Limits are the value's own, also where its steps are charted. */
export interface MeasureJudgement {
  readonly state: ChartState
  readonly center: number | null
  readonly lcl: number | null
  readonly ucl: number | null
  readonly signal: Signal | null
  /** Why this chart, and what its reader should know. */
  readonly notes: readonly Note[]
  readonly series: MeasureSeries['series']
  /** The whole chart, made when it is asked for; null where the numbers are too large to be charted at all. */
  readonly answer: () => ChartAnswer | null
}

/**
 * Judges one measure of one run on the chart that suits it. The limits never contain the point and do not depend on it.
 * A missing value is no signal; a number too large to compute with is told in a note.
 */
export function judgeMeasure(input: MeasureInput): MeasureJudgement {
  const { series, why } = measureSeries(input)
  const read = readSeries(series)
  if (!read.ok) {
    const { code, message } = read.error
    return { ...NOTHING, notes: [why, { code, message: `Not judged: ${message}` }], series, answer: () => null }
  }
  // The ledger's dates are labels: a run for an earlier day may come later, which a written series may not.
  const dates = series.season === undefined ? null : [...input.history, input.judged].map(({ date }) => date)
  const weekdays = dates === null ? null : dates.map(weekday)
  const whole = { ...read.series, weekdays, noun: 'runs' } as const
  const { state, point, signal, notes } = judgeSeries(whole)
  const base = series.difference === true ? (input.history.findLast(({ value }) => value !== null)?.value ?? 0) : 0
  const shift = (limit: number | null) => (limit === null ? null : base + limit)
  return {
    state,
    center: shift(point?.center ?? null),
    lcl: shift(point?.lcl ?? null),
    ucl: shift(point?.ucl ?? null),
    signal: series.difference === true ? ofStep(signal) : signal,
    notes: [why, ...notes],
    series: dates === null ? series : { ...series, dates },
    answer: () => answer(whole),
  }
}

function ofStep(signal: Signal | null): Signal | null {
  return signal === null ? null : { ...signal, message: `the step since the run before: ${signal.message}` }
}

const NOTHING = { state: 'learning', center: null, lcl: null, ucl: null, signal: null } as const
