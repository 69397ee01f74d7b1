import { judgeMeasure, type MeasureInput, type MeasureJudgement } from '../../../action/quality/spc/index.ts'

/** The judgement of one value after a history, a run a day, on the chart that suits them. */
export function judge({
  history,
  value,
  excluded = [],
  ...over
}: { history: readonly (number | null)[]; value: number | null; excluded?: readonly number[] } & Partial<
  Omit<MeasureInput, 'history' | 'judged'>
>): MeasureJudgement {
  const point = (one: number | null, i: number) => ({
    value: one,
    events: null,
    trials: null,
    date: new Date(Date.UTC(2026, 0, 5 + i)).toISOString().slice(0, 10),
    excluded: excluded.includes(i),
  })
  return judgeMeasure({
    history: history.map(point),
    judged: point(value, history.length),
    ...{ phases: [], nature: 'other', natural: {}, chart: null, sigmas: 3, ...over },
  })
}
