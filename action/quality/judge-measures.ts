import { controlChart } from '../../recipes-schema/chart/index.ts'
import { measureKind } from '../../recipes-schema/quality/measures/index.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import type { MeasureResult } from '../../recipes-schema/report/types.ts'
import type { HistoryPoint, Measurement } from '../ledger/orders.ts'
import { familyAdjusted } from './spc/family-adjusted.ts'
import { judge } from './spc/judge.ts'

/** How many of production's points a chart shows and learns from: enough for frozen limits, few enough to read. */
const window = 60

/**
 * Judges every measure of an order against production's history. The more measures one order judges, the wider the
 * limits, so that a clean order rarely alarms whatever their number. The judged point is never inside its own limits.
 */
export function judgeMeasures(
  measurements: readonly Measurement[],
  history: ReadonlyMap<string, readonly HistoryPoint[]>,
  label: string,
): MeasureResult[] {
  const sigmas = familyAdjusted(measurements.length)
  return measurements.map(({ node, measure, kind, value }) => {
    const points = (history.get(`${node}.${measure}`) ?? []).slice(-window)
    const frame = { recipe: recipeOf(node), node: nameOf(node), measure, value }
    if (value === null) return { ...frame, ...missing(points), chart: null }
    const natural = measureKind(kind).natural
    const judgement = judge({
      history: points.map((point) => point.value),
      value,
      sigmas,
      ...(natural === undefined ? {} : { natural }),
    })
    const { state, center, lcl, ucl, signal } = judgement
    const chart = controlChart({ subject: `${node}.${measure}`, history: points, judged: { label, value }, judgement })
    return { ...frame, state, center, lcl, ucl, signal: signal === null ? null : withoutZ(signal), chart }
  })
}

/** A measure without a value is no point: it is shown, and neither passes nor fails. */
function missing(points: readonly HistoryPoint[]): Pick<MeasureResult, 'state' | 'center' | 'lcl' | 'ucl' | 'signal'> {
  const count = points.filter((point) => point.value !== null).length
  return {
    state: count < 8 ? 'learning' : count < 20 ? 'provisional' : 'established',
    center: null,
    lcl: null,
    ucl: null,
    signal: null,
  }
}

function withoutZ({
  rule,
  message,
  severity,
}: NonNullable<ReturnType<typeof judge>['signal']>): MeasureResult['signal'] {
  return { rule, message, severity }
}

function recipeOf(node: NodeId): string {
  return node.slice(0, node.indexOf('.'))
}

function nameOf(node: NodeId): string {
  return node.slice(node.indexOf('.') + 1)
}
