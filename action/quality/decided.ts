import type { ChartMark } from '../../recipes-schema/chart/types.ts'
import type { ChartDecision } from '../ledger/chart-decisions.ts'
import type { HistoryPoint } from '../ledger/measure-history.ts'

/** What recorded decisions make of a history. */
export interface Decided {
  /** Where new limits begin: indices of the history, its length for the run under judgement. In order, each once. */
  readonly phases: readonly { readonly at: number; readonly label: string }[]
  /** Indices of points that nothing is learned from. */
  readonly excluded: ReadonlySet<number>
  readonly marks: readonly ChartMark[]
}

/**
 * Applies decisions to the points that they are about. An accepted change begins new limits at the first point that its
 * build made; `judged` is the fingerprint of the production run under judgement, which may be that point itself (null for
 * a kitchen: its points are judged by the limits that production has). Decisions about points that are no longer read
 * have done their work.
 */
export function decided(
  decisions: readonly ChartDecision[],
  history: readonly HistoryPoint[],
  judged: string | null,
): Decided {
  const phases = new Map<number, string>()
  const excluded = new Set<number>()
  const marks: ChartMark[] = []
  for (const decision of decisions) {
    if (decision.withdrawn !== null) continue
    const at = pointOf(decision, history, judged)
    if (at === null) continue
    const words = `${decision.actor}: ${decision.reason}`
    if (decision.kind === 'exclude') excluded.add(at)
    else if (at > 0) phases.set(at, decision.kind === 'accept' ? acceptedBy(decision) : `new limits, ${decision.actor}`)
    marks.push({ at, kind: decision.kind, label: words.slice(0, 200) })
  }
  return {
    phases: [...phases].toSorted(([a], [b]) => a - b).map(([at, label]) => ({ at, label })),
    excluded,
    marks,
  }
}

function pointOf(decision: ChartDecision, history: readonly HistoryPoint[], judged: string | null): number | null {
  if (decision.kind === 'accept') {
    const first = history.findIndex(({ fingerprint }) => fingerprint === decision.fingerprint)
    if (first >= 0) return first
    return judged !== null && judged === decision.fingerprint ? history.length : null
  }
  const at = history.findIndex(({ order_id }) => order_id === decision.point_order)
  return at < 0 ? null : at
}

function acceptedBy({ pull_request, actor }: ChartDecision): string {
  return pull_request === null ? `accepted by ${actor}` : `#${pull_request} accepted`
}
