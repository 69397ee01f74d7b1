import type { ControlChart, ControlPoint, Judgement } from '../../recipes-schema/chart/types.ts'
import type { HistoryPoint } from '../ledger/orders.ts'

/** A measure's chart as data: production's points with the limits that they give, and the judged point at the end. */
export function controlChart(
  subject: string,
  history: readonly HistoryPoint[],
  judged: { readonly label: string; readonly value: number },
  judgement: Judgement,
): ControlChart {
  const { state, center, lcl, ucl, signal } = judgement
  const limits = { center, lcl, ucl, excluded: false }
  const past = history.map(
    ({ label, value }): ControlPoint => ({ label, value, ...limits, judged: false, signals: [] }),
  )
  const signals = signal === null ? [] : [signal.rule]
  const points = [...past, { ...judged, ...limits, judged: true, signals }]
  return {
    subject,
    title: titleOf(subject, judgement, history.length),
    state,
    center,
    lcl,
    ucl,
    points,
    phases: [],
    signal,
  }
}

function titleOf(subject: string, { state, signal }: Judgement, count: number): string {
  const measure = subject.slice(subject.lastIndexOf('.') + 1)
  if (signal !== null) return `${measure}: ${signal.message}`
  if (state === 'learning') return `${measure} is still learning: ${count} of the 8 runs that a first limit needs`
  return `${measure} is within the limits of ${count} runs`
}
