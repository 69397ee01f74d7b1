import { formatNumber } from '../../../recipes-schema/chart/format-number.ts'
import { type ChartMark, type ControlChart, type ControlPoint, story } from '../../../recipes-schema/chart/index.ts'
import { measureName } from '../../../recipes-schema/chart/story.ts'
import type { AnswerPoint, ChartAnswer } from './answer.ts'
import type { Kind } from './series/types.ts'

/** What a picture says that a series of numbers does not. */
export interface Caption {
  /** `recipe.node.measure`, or any name. */
  readonly subject: string
  /** One a point, as far as they go; the others are called by their indices. */
  readonly labels?: readonly string[]
  readonly marks?: readonly ChartMark[]
  /** What each phase but the first is called; `new limits` by default. */
  readonly phaseLabels?: readonly string[]
  readonly noun?: 'point' | 'run'
  /** True where the judged point is of a part of the data, so that the limits say nothing about it. */
  readonly inPart?: boolean
  /** True where the points are steps from value to value. */
  readonly steps?: boolean
}

/**
 * An answer as a chart to draw. The last point under judgement is the one that stands out, and its story is the title.
 * `shown`: only so many of the newest points.
 */
export function controlChartOf(answer: ChartAnswer, caption: Caption, shown = Number.POSITIVE_INFINITY): ControlChart {
  const { subject, labels = [], marks = [], phaseLabels = [] } = caption
  const judged = answer.judged.at(-1) ?? null
  const last = answer.points[judged?.index ?? answer.points.length - 1]
  const skip = Math.max(0, answer.points.length - shown)
  return {
    subject,
    title: titleOf(answer, caption, skip),
    state: answer.state,
    center: last?.center ?? null,
    lcl: last?.lcl ?? null,
    ucl: last?.ucl ?? null,
    points: answer.points.map((point, i) => drawnPoint(point, labels[i] ?? String(i), i === judged?.index)).slice(skip),
    phases: answer.phases
      .map(({ from, to }, i) => ({
        from: Math.max(0, from - skip),
        to: to - skip,
        label: i === 0 ? 'first limits' : (phaseLabels[i - 1] ?? 'new limits'),
      }))
      .filter(({ to }) => to > 0),
    marks: marks.map((mark) => ({ ...mark, at: mark.at - skip })).filter(({ at }) => at >= 0),
    signal: judged?.signal ?? null,
  }
}

/** Charts whose points are the values themselves, so that their story can be told. */
const PLAIN: readonly Kind[] = ['i', 'p', 'np', 'c', 'u', 'p_prime', 'u_prime', 'g', 't']

function titleOf(answer: ChartAnswer, caption: Caption, skip: number): string {
  const { subject, labels = [], noun = 'point', steps, inPart } = caption
  const name = `${measureName(subject)}${steps ? ' (steps)' : ''}`
  const judged = answer.judged.at(-1)
  if (inPart && judged !== undefined && judged.value !== null)
    return `${name} is ${formatNumber(judged.value)} in a part of the data: not comparable`
  const found = answer.points.filter(({ signals }) => signals.length > 0).length
  if (judged === undefined)
    return `${name}: ${found === 0 ? 'none' : found} of ${answer.points.length} points ${found > 1 ? 'signal' : 'signals'}`
  const rule = judged.signal?.rule ?? null
  const told = rule === null || rule === 'beyond_3s' || rule === 'constant_changed'
  if (!PLAIN.includes(answer.chart) || !told) return `${name}: ${judged.signal?.message ?? 'as expected'}`
  const { value, index } = judged
  const point = answer.points[index]
  const before = answer.points.slice(skip, index).flatMap((one) => (one.value === null ? [] : [one.value]))
  const below = value !== null && before.every((one) => one > value)
  const above = value !== null && before.every((one) => one < value)
  return story({
    subject: steps ? `${subject} (steps)` : subject,
    value,
    previous: before.at(-1) ?? null,
    previousOut: (answer.points.slice(0, index).findLast((one) => one.value !== null)?.signals.length ?? 0) > 0,
    count: answer.phases.at(-1)?.count ?? 0,
    noun: isDaily(labels) ? 'day' : noun,
    extremeOf: before.length > 0 && (below || above) ? before.length : null,
    judgement: {
      state: answer.state,
      lcl: point?.lcl ?? null,
      ucl: point?.ucl ?? null,
      signal: judged.signal,
    },
  })
}

/** Every point but the judged one, which may be called by its pull request, has a day of its own. */
function isDaily(labels: readonly string[]): boolean {
  const days = labels.slice(0, -1)
  return days.length > 0 && days.every((day, i) => /^\d{4}-\d\d-\d\d$/.test(day) && day !== days[i - 1])
}

function drawnPoint(
  { value, center, lcl, ucl, excluded, signals }: AnswerPoint,
  label: string,
  judged: boolean,
): ControlPoint {
  return { label, value, center, lcl, ucl, excluded, judged, signals }
}
