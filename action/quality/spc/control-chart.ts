import { measureName } from '../../../recipes-schema/chart/story.ts'
import type { ControlChart, ControlPoint } from '../../../recipes-schema/chart/types.ts'
import type { AnswerPoint, ChartAnswer } from './answer.ts'

/**
 * An answer as a chart to draw: `galley chart SERIES.json --svg`. The last point under judgement is the one that stands
 * out; its message is the title. Labels default to the points' indices.
 */
export function controlChartOf(
  answer: ChartAnswer,
  { subject, labels = [] }: { subject: string; labels?: readonly string[] },
): ControlChart {
  const judged = answer.judged.at(-1) ?? null
  const last = answer.points[judged?.index ?? answer.points.length - 1]
  const signal = judged?.signal ?? null
  const found = answer.points.filter(({ signals }) => signals.length > 0).length
  return {
    subject,
    title: `${measureName(subject)}: ${signal?.message ?? `${found} of ${answer.points.length} points signal`}`,
    state: answer.state,
    center: last?.center ?? null,
    lcl: last?.lcl ?? null,
    ucl: last?.ucl ?? null,
    points: answer.points.map((point, i) => drawnPoint(point, labels[i] ?? String(i), i === judged?.index)),
    phases: answer.phases.map(({ from, to }, i) => ({ from, to, label: i === 0 ? 'first limits' : 'new limits' })),
    signal,
  }
}

function drawnPoint(
  { value, center, lcl, ucl, excluded, signals }: AnswerPoint,
  label: string,
  judged: boolean,
): ControlPoint {
  return { label, value, center, lcl, ucl, excluded, judged, signals }
}
