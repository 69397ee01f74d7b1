import { story } from './story.ts'
import type { ControlChart, ControlPhase, ControlPoint, Judgement } from './types.ts'

/** One earlier run of a measure; `label` says which (a date, a run number, a short SHA). */
export interface HistoryPoint {
  readonly label: string
  readonly value: number | null
  readonly excluded?: boolean
}

/** The limits that an older phase keeps: for points [from, to) of the history. */
export interface OlderPhase {
  readonly from: number
  readonly to: number
  readonly center: number
  readonly lcl: number
  readonly ucl: number
}

export interface ControlChartInput {
  readonly subject: string
  /** Production's runs, oldest first. */
  readonly history: readonly HistoryPoint[]
  /** The run under judgement: the chart's last point. */
  readonly judged: { readonly label: string; readonly value: number | null }
  readonly judgement: Judgement
  /** Index of the history at which the current phase begins. */
  readonly phaseStart?: number
  readonly olderPhases?: readonly OlderPhase[]
}

/** A measure's history, the judged run at its end, and what was thought of it, as a chart with its story. */
export function controlChart(input: ControlChartInput): ControlChart {
  const { subject, history, judged, judgement, phaseStart = 0, olderPhases = [] } = input
  const { state, center, lcl, ucl, signal } = judgement
  const current = { center, lcl, ucl }
  const learned = history.filter((point, i) => i >= phaseStart && point.value !== null && !point.excluded)
  const previous = history.findLast(({ value }) => value !== null)?.value ?? null
  const facts = { subject, value: judged.value, previous, count: learned.length, judgement }
  return {
    subject,
    title: story(facts),
    state,
    ...current,
    points: [
      ...history.map((point, i) => historyPoint(point, i < phaseStart ? olderLimits(olderPhases, i) : current)),
      { ...judged, ...current, excluded: false, judged: true, signals: signal === null ? [] : [signal.rule] },
    ],
    phases: phasesOf(olderPhases, phaseStart, history.length + 1),
    signal,
  }
}

type Limits = Pick<ControlPoint, 'center' | 'lcl' | 'ucl'>

function historyPoint({ label, value, excluded = false }: HistoryPoint, limits: Limits): ControlPoint {
  const { lcl, ucl } = limits
  const isOut = value !== null && !excluded && ((lcl !== null && value < lcl) || (ucl !== null && value > ucl))
  return { label, value, ...limits, excluded, judged: false, signals: isOut ? ['beyond_3s'] : [] }
}

function olderLimits(phases: readonly OlderPhase[], i: number): Limits {
  const phase = phases.find(({ from, to }) => i >= from && i < to)
  return { center: phase?.center ?? null, lcl: phase?.lcl ?? null, ucl: phase?.ucl ?? null }
}

function phasesOf(older: readonly OlderPhase[], phaseStart: number, end: number): ControlPhase[] {
  const starts = [...new Set([0, ...older.map(({ from }) => from), phaseStart])].toSorted((a, b) => a - b)
  return starts.map((from, i) => ({
    from,
    to: starts[i + 1] ?? end,
    label: i === 0 ? 'first limits' : 'new limits',
  }))
}
